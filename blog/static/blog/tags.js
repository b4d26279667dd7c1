// Shows the tags that there are as buttons below the line of their names; each puts its name into the line or takes it out.
const COMMA = /[,，、]/;

export function offerTags(field) {
  const line = field.querySelector("input");
  const known = field.querySelector(".tags-known");
  if (!known) return;
  const buttons = [...known.querySelectorAll("button")];
  const named = () => line.value.split(COMMA).map((name) => name.trim()).filter(Boolean);
  const isSame = (one, other) => one.toLowerCase() === other.toLowerCase();

  function show() {
    const names = named();
    for (const button of buttons) {
      button.setAttribute("aria-pressed", String(names.some((name) => isSame(name, button.textContent))));
    }
  }

  known.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    const others = named().filter((name) => !isSame(name, button.textContent));
    const isOn = button.getAttribute("aria-pressed") === "true";
    line.value = (isOn ? others : [...others, button.textContent]).join(", ");
    // For the draft that the browser keeps, and for the buttons.
    line.dispatchEvent(new Event("input", { bubbles: true }));
  });
  line.addEventListener("input", show);
  known.hidden = false;
  show();
}
