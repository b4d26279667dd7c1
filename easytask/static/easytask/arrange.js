// Lets rows be dragged into another place or group; what it writes is what one would type into the boxes.
(function () {
  const form = document.querySelector(".arrange");
  let dragged = null;

  function renumber(list) {
    const group = list.closest("[data-group]").dataset.group;
    [...list.children].forEach((row, place) => {
      row.querySelector("input").value = place + 1;
      row.querySelector("select").value = group;
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
