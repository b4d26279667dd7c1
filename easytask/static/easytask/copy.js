// Puts the text beside a button on the clipboard; without it, or without a clipboard, the text can be selected.
(function () {
  if (!navigator.clipboard) return;
  for (const button of document.querySelectorAll("[data-copy]")) {
    const label = button.textContent;
    button.hidden = false;
    button.addEventListener("click", () => {
      navigator.clipboard.writeText(button.parentElement.querySelector("code").textContent).then(() => {
        button.textContent = button.dataset.done;
        setTimeout(() => (button.textContent = label), 2000);
      });
    });
  }
})();
