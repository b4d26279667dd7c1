// Keeps a copy of what is not saved in this browser, one for each tab, and offers it when the form is opened again; it
// never puts anything into the form by itself.
const PREFIX = "izone-draft:";
const KEEP_AFTER = 400;
const DAYS = 30;
const FIELDS = ["title", "body", "slug", "tags"];

function read(key) {
  try {
    return JSON.parse(localStorage.getItem(key));
  } catch {
    return null;
  }
}

// The same after a reload, another in another tab.
function nameOfTab() {
  try {
    sessionStorage.izoneTab ??= crypto.getRandomValues(new Uint32Array(1))[0].toString(36);
    return sessionStorage.izoneTab;
  } catch {
    return "only";
  }
}

export function keepDrafts({ form, editor, words }) {
  const key = `${PREFIX}${location.pathname}#${nameOfTab()}`;
  const kept = editor.querySelector(".editor-kept");
  const offer = editor.querySelector(".editor-offer");
  const now = () => Object.fromEntries(FIELDS.map((name) => [name, form.elements[name]?.value ?? ""]));
  const isSame = (one, other) => one.title.trim() === other.title.trim() && one.body === other.body;
  const opened = now();
  let waiting = 0, offered = null;

  function keep() {
    const draft = now();
    try {
      if (isSame(draft, opened)) {
        localStorage.removeItem(key);
        kept.textContent = "";
        return;
      }
      localStorage.setItem(key, JSON.stringify({ ...draft, seen: form.elements.seen.value, at: Date.now() }));
      kept.textContent = words.kept;
    } catch {
      kept.textContent = words.notKept;
    }
  }

  // What is stored by now, what is old, and what a form for a new one left behind that is stored now.
  function forgetSaved() {
    for (const name of Object.keys(localStorage).filter((name) => name.startsWith(PREFIX))) {
      const draft = read(name);
      const isOfNew = name.includes("/add/#");
      const isHere = name.startsWith(`${PREFIX}${location.pathname}#`);
      const isOld = !draft || Date.now() - draft.at > DAYS * 24 * 3600 * 1000;
      if (isOld || ((isOfNew || isHere) && isSame(draft, opened))) localStorage.removeItem(name);
    }
  }

  function newest() {
    const names = Object.keys(localStorage).filter((name) => name.startsWith(`${PREFIX}${location.pathname}#`));
    return names.map((name) => ({ name, ...read(name) })).sort((one, other) => other.at - one.at)[0];
  }

  function show(draft) {
    offered = draft;
    offer.hidden = !draft;
    if (!draft) return;
    offer.querySelector(".editor-offer-title").textContent = draft.title || draft.body.slice(0, 40);
    const time = offer.querySelector("time");
    time.dateTime = new Date(draft.at).toISOString();
    time.textContent = new Date(draft.at).toLocaleString(document.documentElement.lang);
    offer.querySelector(".editor-offer-older").hidden = draft.seen === form.elements.seen.value;
  }

  offer.addEventListener("click", (event) => {
    const answer = event.target.dataset.offer;
    if (!answer) return;
    const draft = offered;
    localStorage.removeItem(draft.name);
    if (answer === "restore") {
      for (const name of FIELDS) {
        // A page has no tags, and neither has a draft of an earlier version.
        if (!form.elements[name] || draft[name] === undefined) continue;
        form.elements[name].value = draft[name];
        form.elements[name].dispatchEvent(new Event("input", { bubbles: true }));
      }
      // Of the article as it was then: if it was changed since, the server will show both.
      form.elements.seen.value = draft.seen;
      keep();
    }
    show(newest()?.name === key ? null : newest());
    form.elements.body.focus();
  });
  form.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(keep, KEEP_AFTER);
  });
  // A tab may be closed between two keys.
  addEventListener("pagehide", () => { if (waiting) keep(); });

  try {
    forgetSaved();
    // A form that came back with errors holds what was typed.
    if (!form.querySelector(".errornote")) show(newest());
  } catch {
    kept.textContent = words.notKept;
  }
}
