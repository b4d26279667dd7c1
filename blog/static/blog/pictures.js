// Sends pictures that are pasted, dropped or chosen to the server at once, asks what they show, and puts them into the text.

// In pixels, as the server keeps it. A GIF may move, and would stand still.
const MAX_WIDTH = 2000;
const MAX_HEIGHT = 16383;
const TYPES_OF_SMALLER = { "image/jpeg": "image/jpeg", "image/png": "image/webp" };

// Returns a file that is too large for the server drawn as small as the server would keep it; null when that cannot be done.
async function smaller(file) {
  const type = TYPES_OF_SMALLER[file.type];
  const whole = type && await createImageBitmap(file).catch(() => null);
  if (!whole) return null;
  const scale = Math.min(MAX_WIDTH / whole.width, MAX_HEIGHT / whole.height, 1);
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [Math.round(whole.width * scale) || 1, Math.round(whole.height * scale) || 1];
  const pen = canvas.getContext("2d");
  pen.imageSmoothingQuality = "high";
  pen.drawImage(whole, 0, 0, canvas.width, canvas.height);
  whole.close();
  return new Promise((resolve) => { canvas.toBlob(resolve, type, 0.95); });
}

export function takePictures({ form, editor, text, chooser, words, type, say }) {
  const dialog = editor.querySelector(".editor-alt");
  const alt = dialog.querySelector("input");
  const place = editor.querySelector(".editor-write");

  let isTouched = false;
  text.addEventListener("focus", () => { isTouched = true; }, { once: true });

  async function send(fields) {
    const body = new FormData();
    for (const [name, value] of Object.entries(fields)) body.append(name, value);
    const answer = await fetch(words.upload, {
      method: "POST", body, credentials: "same-origin", headers: { "X-CSRFToken": form.elements.csrfmiddlewaretoken.value },
    });
    const isOurs = answer.headers.get("Content-Type")?.startsWith("application/json");
    return isOurs ? answer.json() : { error: answer.status === 413 ? words.tooLarge : words.notUploaded };
  }

  function ask(picture) {
    dialog.querySelector("img").src = picture.address;
    alt.value = picture.alt;
    dialog.showModal();
    alt.select();
    return new Promise((resolve) => {
      dialog.addEventListener("close", () => resolve(alt.value.trim()), { once: true });
    });
  }

  // Returns the picture, or why there is none.
  async function upload(file) {
    say(words.uploading);
    try {
      const fitting = file.size > words.largestFile ? await smaller(file) : file;
      const isTooLarge = !fitting || fitting.size > words.largestFile;
      return isTooLarge ? { error: words.tooLarge } : await send({ file: fitting });
    } catch {
      return { error: words.notUploaded };
    }
  }

  async function take(file) {
    let picture = await upload(file);
    if (picture.error) {
      say(picture.error, true);
      return;
    }
    say("");
    // At the end of a text that nobody has put a caret into. The dialog takes the focus, and with it the caret.
    const caret = isTouched ? text.selectionStart : text.value.length;
    const described = await ask(picture);
    if (described !== picture.alt) {
      const answer = await send({ name: picture.name, alt: described }).catch(() => ({ error: true }));
      // Logged out meanwhile, perhaps: the picture is there all the same.
      if (!answer.error) picture = answer;
    }
    const before = text.value.slice(0, caret);
    const gap = !before || before.endsWith("\n\n") ? "" : before.endsWith("\n") ? "\n" : "\n\n";
    text.focus();
    text.setSelectionRange(caret, caret);
    type(`${gap}${picture.markdown}\n\n`);
    say(words.uploaded);
  }

  async function takeAll(files) {
    for (const file of files) await take(file);
  }

  const picturesOf = (data) => [...(data?.files ?? [])].filter((file) => file.type.startsWith("image/"));

  dialog.querySelector("[value=insert]").addEventListener("click", () => dialog.close());
  alt.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing) return;
    // It would submit the form around it.
    event.preventDefault();
    dialog.close();
  });
  text.addEventListener("paste", (event) => {
    const pictures = picturesOf(event.clipboardData);
    // Copied from a document, a picture comes beside the text that is meant.
    if (!pictures.length || event.clipboardData.types.includes("text/plain")) return;
    event.preventDefault();
    takeAll(pictures);
  });
  text.addEventListener("dragover", (event) => {
    if (!event.dataTransfer.types.includes("Files")) return;
    event.preventDefault();
    place.classList.add("dropping");
  });
  text.addEventListener("dragleave", () => place.classList.remove("dropping"));
  text.addEventListener("drop", (event) => {
    place.classList.remove("dropping");
    const pictures = picturesOf(event.dataTransfer);
    if (!pictures.length) return;
    event.preventDefault();
    takeAll(pictures);
  });
  chooser.addEventListener("change", () => {
    takeAll([...chooser.files]).then(() => { chooser.value = ""; });
  });
  return upload;
}
