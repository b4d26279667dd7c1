// Sends a file that no request may hold in pieces, and imports to the end with one click. Without it a file may be as large as
// a form, and an import that takes long is gone on with by its button.
const TRIES = 3;
// Milliseconds.
const PAUSE = 2000;

function says(form) {
  const place = form.querySelector(".exchange-said");
  return (sentence, isWrong = false) => {
    place.textContent = sentence;
    place.classList.toggle("wrong", isWrong);
  };
}

// ``reason`` names the sentence that the form has for it.
class NotTaken extends Error {
  constructor(answer) {
    super(String(answer.status));
    if (answer.redirected || answer.status === 403) this.reason = "notAllowed";
    else this.reason = answer.status < 500 ? "refused" : "serverFailed";
  }
}

async function post(address, fields) {
  const body = new FormData();
  for (const [name, value] of Object.entries(fields)) body.append(name, value);
  const answer = await fetch(address, { method: "POST", body, credentials: "same-origin", headers: { Accept: "application/json" } });
  if (!answer.ok || answer.redirected) throw new NotTaken(answer);
  return answer.json();
}

async function again(ask) {
  for (let tried = 1; ; tried += 1) {
    try {
      return await ask();
    } catch (error) {
      // What was refused once is refused again.
      if (tried === TRIES || ["notAllowed", "refused"].includes(error.reason)) throw error;
      await new Promise((resolve) => { setTimeout(resolve, PAUSE); });
    }
  }
}

async function sendInPieces(form, file, say) {
  const { pieces, piece, sending } = form.dataset;
  const size = Number(piece);
  let taken = null;
  for (let number = 0; number * size < file.size; number += 1) {
    say(`${sending} ${Math.floor((100 * number * size) / file.size)} %`);
    const fields = {
      csrfmiddlewaretoken: form.elements.csrfmiddlewaretoken.value,
      ...(taken ? { upload: taken.upload } : { name: file.name, size: file.size }),
      number,
      file: file.slice(number * size, (number + 1) * size),
    };
    taken = await again(() => post(pieces, fields));
  }
  location.assign(taken.preview);
}

const upload = document.querySelector("form[data-pieces]");
for (const most of document.querySelectorAll(".exchange-most")) most.hidden = false;
upload?.addEventListener("submit", async (event) => {
  const file = upload.elements.file.files[0];
  const say = says(upload);
  if (!file || file.size <= Number(upload.dataset.largest)) return;
  event.preventDefault();
  if (file.size > Number(upload.dataset.most)) {
    say(upload.dataset.tooLarge, true);
    return;
  }
  const button = event.submitter;
  button.disabled = true;
  try {
    await sendInPieces(upload, file, say);
  } catch (error) {
    say(upload.dataset[error.reason ?? "notSent"], true);
    button.disabled = false;
  }
});

const preview = document.querySelector("form[data-import]");
preview?.addEventListener("submit", async (event) => {
  event.preventDefault();
  const say = says(preview);
  event.submitter.disabled = true;
  say(preview.dataset.writing);
  const fields = { csrfmiddlewaretoken: preview.elements.csrfmiddlewaretoken.value };
  try {
    for (let left = Infinity; left > 0;) {
      const { next, said, left: now, ...counts } = await post(location.href, fields);
      // It would go on for ever.
      if (now >= left) throw new Error("no progress");
      left = now;
      Object.assign(fields, counts);
      if (next) location.assign(next);
      else say(said);
    }
  } catch {
    // Whatever it is, the page itself will say.
    preview.submit();
  }
});
