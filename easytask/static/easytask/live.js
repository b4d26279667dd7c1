// Brings what changes on the page while one looks at it; without it the page refreshes itself or has a link.
// A part that says the same as before is left alone, so that neither focus nor a screen reader is disturbed.
(function () {
  const EVERY = 1000, AFTER_TROUBLE = 5000;

  function bring(root) {
    fetch(root.dataset.live, { headers: { "X-Live": "1" }, credentials: "same-origin" })
      .then((answer) => {
        if (answer.redirected) {
          location.reload(); // to the login, most likely
        } else if (!answer.ok) {
          throw new Error(answer.statusText);
        }
        return answer.text();
      })
      .then((text) => {
        const fresh = new DOMParser().parseFromString(text, "text/html").querySelector(".live");
        if (!fresh) return;
        for (const part of fresh.querySelectorAll("[data-part]")) {
          const old = root.querySelector(`[data-part="${part.dataset.part}"]`);
          if (old.innerHTML !== part.innerHTML) old.innerHTML = part.innerHTML;
        }
        if (fresh.dataset.live) {
          setTimeout(bring, EVERY, root);
        } else if (fresh.dataset.next) {
          location.replace(fresh.dataset.next);
        }
      })
      .catch(() => setTimeout(bring, AFTER_TROUBLE, root));
  }

  document.querySelectorAll("[data-live]").forEach(bring);
})();
