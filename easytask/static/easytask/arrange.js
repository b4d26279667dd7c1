// Lets rows be dragged into another place or group; what it writes is what one would type into the boxes.
(function () {
  const form = document.querySelector(".arrange");
  let dragged = null;

  function renumber(list) {
    const section = list.closest("[data-group]");
    const before = section.querySelector("[name^=before-]");
    if (before) before.disabled = false;
    const first = before ? Number(before.value) + 1 : 1;
    [...list.children].forEach((row, place) => {
      row.querySelector("input").value = first + place;
      row.querySelector("select").value = section.dataset.group;
    });
  }

  form.addEventListener("dragstart", (event) => {
    dragged = event.target.closest("li");
    if (dragged) event.dataTransfer.effectAllowed = "move";
  });
  form.addEventListener("dragover", (event) => {
    const list = event.target.closest("[data-group]")?.querySelector("ol");
    if (!dragged || !list) return;
    event.preventDefault();
    const below = [...list.children].find((row) => row !== dragged && event.clientY < row.getBoundingClientRect().top + row.offsetHeight / 2);
    const from = dragged.parentElement;
    list.insertBefore(dragged, below || null);
    renumber(list);
    if (from !== list) renumber(from);
  });
  form.addEventListener("drop", (event) => event.preventDefault());
  form.addEventListener("dragend", () => { dragged = null; });
})();
