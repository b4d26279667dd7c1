// On a phone menu and tabs are longer than the screen: begin at the page that is open.
for (const current of document.querySelectorAll(".menu [aria-current], .setup-tabs [aria-current]")) {
  const list = current.closest("nav");
  list.scrollLeft = current.offsetLeft - (list.clientWidth - current.offsetWidth) / 2;
}

// Gives names and roles to what Django's own scripts build without them: the search box of a choice of many, and the
// hints of the two lists between which one moves rows.
window.addEventListener("load", () => setTimeout(() => {
  for (const box of document.querySelectorAll(".select2-search__field")) {
    const label = document.querySelector(`label[for="${box.closest(".related-widget-wrapper, .form-row")?.querySelector("select")?.id}"]`);
    if (label) box.setAttribute("aria-label", label.textContent.trim());
  }
  for (const choice of document.querySelectorAll(".select2-selection--single")) {
    const select = choice.closest(".select2").previousElementSibling;
    const label = document.querySelector(`label[for="${select?.id}"]`);
    if (!label) continue;
    label.id ||= `${select.id}_label`;
    choice.firstElementChild.setAttribute("aria-label", label.textContent.trim());
    choice.setAttribute("aria-labelledby", `${label.id} ${choice.getAttribute("aria-labelledby")}`);
  }
  for (const hint of document.querySelectorAll(".help-tooltip[aria-label]")) hint.setAttribute("role", "img");
}));
