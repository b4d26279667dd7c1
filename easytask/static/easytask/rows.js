// Checks a friend within its row of the list; without this the button leads to the friend's page, which tells the same.
(function () {
  const EVERY = 1000;
  const pause = () => new Promise((resolve) => setTimeout(resolve, EVERY));

  async function load(address, options) {
    const answer = await fetch(address, { credentials: "same-origin", ...options });
    if (!answer.ok) throw new Error(answer.statusText);
    return { url: answer.url, page: new DOMParser().parseFromString(await answer.text(), "text/html") };
  }

  function rowOf(page, name) {
    return [...page.querySelectorAll("#result_list tbody tr")].find((row) => row.querySelector(".name").getAttribute("href") === name);
  }

  async function check(button) {
    const row = button.closest("tr");
    const name = row.querySelector(".name").getAttribute("href");
    const said = row.querySelector(".field-state_and_time");
    said.setAttribute("role", "status");
    button.disabled = true;
    const { url, page } = await load(button.formAction, { method: "POST", body: new FormData(button.form) });
    while (url.includes("/checking/")) {
      const live = (await load(url, { headers: { "X-Live": "1" } })).page.querySelector(".live");
      if (live.dataset.next) break;
      said.textContent = live.querySelector("[data-part=sentence]").textContent;
      await pause();
    }
    const fresh = (await load(location.href)).page;
    document.querySelector("ul.messagelist")?.remove();
    // A check that was over at once has been told on the page to which the button led, and a message is told once.
    const messages = page.querySelector("ul.messagelist") ?? fresh.querySelector("ul.messagelist");
    if (messages) {
      messages.setAttribute("role", "status");
      document.getElementById("content-start").prepend(messages);
    }
    // A filter may have lost it by what was found.
    const now = rowOf(fresh, name);
    now ? row.replaceWith(now) : row.remove();
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-check]");
    if (!button) return;
    event.preventDefault();
    check(button).catch(() => { button.disabled = false; button.form.action = button.formAction; button.form.submit(); });
  });
})();
