/* Light, dark, or as the screen is: the visitor's choice, kept in this browser alone, under the name that Django's admin
   uses, so that an owner chooses once. It runs before the first paint. Without a script the screen decides. */
"use strict";
(() => {
  const root = document.documentElement;
  const modes = ["auto", "light", "dark"];
  const read = () => {
    // A browser that keeps nothing for us raises.
    try { return localStorage.getItem("theme"); } catch { return null; }
  };
  const show = (mode) => { root.dataset.theme = modes.includes(mode) ? mode : "auto"; };
  show(read());
  addEventListener("storage", (event) => { if (event.key === "theme") show(event.newValue); });
  document.addEventListener("DOMContentLoaded", () => {
    const button = document.querySelector(".theme");
    if (!button) return;
    const name = () => { button.title = button.ariaLabel = button.dataset[root.dataset.theme]; };
    name();
    button.hidden = false;
    button.addEventListener("click", () => {
      show(modes[(modes.indexOf(root.dataset.theme) + 1) % modes.length]);
      try { localStorage.setItem("theme", root.dataset.theme); } catch { /* It holds for this page. */ }
      name();
    });
  });
})();
