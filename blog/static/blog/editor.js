// Makes writing quick: a preview beside the text, pictures that are pasted or dropped, marks at a key, and a copy in this
// browser of what is not saved yet. Without it the form is a form: it saves, publishes and previews all the same.
import { offerCovers } from "./covers.js";
import { keepDrafts } from "./drafts.js";
import { takePictures } from "./pictures.js";
import { offerTags } from "./tags.js";

const editor = document.querySelector(".editor");
const form = editor.closest("form");
const text = form.elements.body;
const words = editor.dataset;

// Milliseconds.
const PREVIEW_AFTER = 350;

function say(sentence, isWrong = false) {
  const said = editor.querySelector(".editor-said");
  said.textContent = sentence;
  said.classList.toggle("wrong", isWrong);
}

// Types as a person would, so that it can be undone.
function type(written) {
  text.focus();
  if (!document.execCommand("insertText", false, written)) {
    text.setRangeText(written, text.selectionStart, text.selectionEnd, "end");
    text.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

// --- marks -----------------------------------------------------------------------------------------------------------
function surround(before, after = before) {
  const { selectionStart: start, selectionEnd: end } = text;
  const chosen = text.value.slice(start, end);
  type(before + chosen + after);
  text.setSelectionRange(start + before.length, start + before.length + chosen.length);
}

function lead(mark) {
  const start = text.value.lastIndexOf("\n", text.selectionStart - 1) + 1;
  const chosen = text.value.slice(start, text.selectionEnd);
  text.setSelectionRange(start, text.selectionEnd);
  type(chosen.split("\n").map((line) => mark + line).join("\n"));
}

function code() {
  const chosen = text.value.slice(text.selectionStart, text.selectionEnd);
  chosen.includes("\n") ? surround("```\n", "\n```") : surround("`");
}

function link() {
  const { selectionStart: start } = text;
  const chosen = text.value.slice(start, text.selectionEnd);
  if (/^https?:\/\/\S+$/.test(chosen)) {
    type(`[](${chosen})`);
    text.setSelectionRange(start + 1, start + 1);
  } else {
    type(`[${chosen}](https://)`);
    text.setSelectionRange(start + chosen.length + 3, start + chosen.length + 11);
  }
}

const chooser = editor.querySelector(".editor-tools input[type=file]");
const marks = {
  bold: () => surround("**"),
  heading: () => lead("## "),
  quote: () => lead("> "),
  list: () => lead("- "),
  link,
  code,
  picture: () => chooser.click(),
};

// --- the preview -----------------------------------------------------------------------------------------------------
const panes = editor.querySelector(".editor-panes");
const pane = editor.querySelector(".editor-pane");
let waiting = 0, asked = null, lasted = 0;

function show(page) {
  const fresh = new DOMParser().parseFromString(page, "text/html");
  fresh.documentElement.dataset.theme = document.documentElement.dataset.theme || "auto";
  for (const link of fresh.querySelectorAll("a[href]")) {
    link.target = "_blank";
    link.rel = "noopener";
  }
  const shown = pane.contentDocument?.querySelector("main");
  if (shown) {
    // In place of the old text, so that it stays where it was scrolled to.
    shown.replaceWith(pane.contentDocument.importNode(fresh.querySelector("main"), true));
  } else {
    pane.srcdoc = `<!doctype html>${fresh.documentElement.outerHTML}`;
  }
}

async function preview() {
  asked?.abort();
  asked = new AbortController();
  const sent = new URLSearchParams({ title: form.elements.title.value, body: text.value, slug: form.elements.slug.value });
  const began = performance.now();
  try {
    const answer = await fetch(words.pane, {
      method: "POST", body: sent, signal: asked.signal, credentials: "same-origin",
      headers: { "X-CSRFToken": form.elements.csrfmiddlewaretoken.value },
    });
    // To the login, most likely.
    if (!answer.ok || answer.redirected) throw new Error(answer.status === 413 ? words.tooLong : words.noPreview);
    show(await answer.text());
    say("");
  } catch (error) {
    if (error.name !== "AbortError") say(error.message === words.tooLong ? words.tooLong : words.noPreview, true);
  }
  lasted = performance.now() - began;
}

function previewSoon() {
  clearTimeout(waiting);
  // A long text takes the server a while, and is not sent at every word.
  waiting = setTimeout(preview, Math.max(PREVIEW_AFTER, 2 * lasted));
}

function scrollTogether() {
  const page = pane.contentDocument?.scrollingElement;
  const room = text.scrollHeight - text.clientHeight;
  if (page && room > 0) page.scrollTop = (text.scrollTop / room) * (page.scrollHeight - page.clientHeight);
}

// --- what ties it together -------------------------------------------------------------------------------------------
function chooseTab(button) {
  panes.dataset.shown = button.dataset.tab;
  for (const other of editor.querySelectorAll("[data-tab]")) other.setAttribute("aria-pressed", String(other === button));
}

function isTooLong() {
  // As a form sends it: of a Chinese character nine bytes.
  return new URLSearchParams(new FormData(form)).toString().length > Number(words.largest);
}

function press(key) {
  const button = form.querySelector(`[data-key="${key}"]`) ?? form.querySelector('[data-key="s"]');
  if (!button) return;
  // To go on where one was, on the page that comes back. A browser that keeps nothing for us raises.
  try { sessionStorage.izoneCaret = JSON.stringify([text.selectionStart, text.scrollTop]); } catch { /* Then not. */ }
  form.requestSubmit(button);
}

function goOn() {
  let kept = null;
  try {
    kept = sessionStorage.izoneCaret;
    delete sessionStorage.izoneCaret;
  } catch { /* As above. */ }
  if (!kept) return;
  const [caret, scrolled] = JSON.parse(kept);
  text.focus({ preventScroll: true });
  text.setSelectionRange(caret, caret);
  text.scrollTop = scrolled;
}

if (text && !text.readOnly) {
  editor.querySelector(".editor-tools").hidden = false;
  pane.hidden = false;
  editor.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (button?.dataset.mark) marks[button.dataset.mark]();
    if (button?.dataset.tab) chooseTab(button);
  });
  form.addEventListener("input", previewSoon);
  text.addEventListener("scroll", scrollTogether);
  document.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey || event.isComposing) return;
    const done = { s: () => press("s"), Enter: () => press("Enter") }[event.key]
      ?? (event.target === text && { b: marks.bold, k: marks.link }[event.key]);
    if (!done) return;
    event.preventDefault();
    done();
  });
  form.elements.title.addEventListener("keydown", (event) => {
    // It would press the first button, and of a public post publish what is half written.
    if (event.key !== "Enter" || event.ctrlKey || event.metaKey || event.isComposing) return;
    event.preventDefault();
    text.focus();
  });
  let isSent = false;
  form.addEventListener("submit", (event) => {
    const isPreview = event.submitter?.formTarget === "_blank";
    // Pressed twice, it would make two posts.
    if (isSent && !isPreview) event.preventDefault();
    if (isTooLong()) {
      event.preventDefault();
      say(words.tooLong, true);
    }
    isSent ||= !isPreview && !event.defaultPrevented;
  });
  // It may be gone back to.
  addEventListener("pageshow", () => { isSent = false; });
  keepDrafts({ form, editor, words });
  for (const field of form.querySelectorAll(".tags-field")) offerTags(field);
  const upload = takePictures({ form, editor, text, chooser, words, type, say });
  for (const covers of form.querySelectorAll(".covers")) offerCovers({ covers, text, upload, say });
  goOn();
  preview();
}
