// Shows the tags that there are as buttons below the line of their names; each puts its name into the line or takes it out.
// As parts of what is split.
const COMMA = /([,，、])/;

const plain = (name) => name.trim().split(/\s+/).join(" ").toLowerCase();

export function offerTags(field) {
  const line = field.querySelector("input");
  const known = field.querySelector(".tags-known");
  if (!known) return;
  const buttons = [...known.querySelectorAll("button")];
  const longest = Math.max(...buttons.map((button) => button.textContent.split(COMMA).length));

  function buttonOf(name) {
    return buttons.find((button) => button.textContent.trim() === name)
      ?? buttons.find((button) => [name, name.replace(/^#/, "")].map(plain).includes(plain(button.textContent)));
  }

  function named() {
    const parts = line.value.split(COMMA);
    const names = [];
    for (let at = 0, end; at < parts.length; at = end + 1) {
      const run = () => parts.slice(at, end).join("").trim();
      end = Math.min(at + longest, parts.length);
      // A name from another system may have commas in it.
      while (end > at + 1 && !buttonOf(run())) end -= 2;
      if (run()) names.push(run());
    }
    return names;
  }

  function show() {
    const pressed = new Set(named().map(buttonOf));
    for (const button of buttons) button.setAttribute("aria-pressed", String(pressed.has(button)));
  }

  known.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    const others = named().filter((name) => buttonOf(name) !== button);
    const isOn = button.getAttribute("aria-pressed") === "true";
    line.value = (isOn ? others : [...others, button.textContent]).join(", ");
    // For the draft that the browser keeps, and for the buttons.
    line.dispatchEvent(new Event("input", { bubbles: true }));
  });
  line.addEventListener("input", show);
  known.hidden = false;
  show();
}
