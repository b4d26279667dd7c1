// Offers colours by their looks below the line in which one is typed.
for (const swatches of document.querySelectorAll(".swatches")) {
  const line = document.getElementById(swatches.dataset.for);
  const show = () => {
    for (const button of swatches.children) {
      button.setAttribute("aria-pressed", String(button.value === line.value.trim().toLowerCase()));
    }
  };
  swatches.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    line.value = button.value;
    show();
  });
  line.addEventListener("input", show);
  swatches.hidden = false;
  show();
}
