// Offers the pictures of the text, and one that is uploaded for it alone, as the cover.
const NAME = /\/pictures\/([0-9a-f]{24})-(\d+)x(\d+(?:-moving)?)\.webp/g;
// As the server keeps the smallest size of those that are wider, moving ones but for themselves.
const SMALLEST = 640;

export function offerCovers({ covers, text, upload, say }) {
  const none = covers.querySelector("label");
  const button = covers.querySelector("button");
  const chooser = covers.querySelector("input[type=file]");
  const radios = () => [...covers.querySelectorAll("input[type=radio]")];

  function offer(name, alt) {
    const known = radios().find((radio) => radio.value === name);
    if (known) return known;
    const label = none.cloneNode(true);
    const radio = label.querySelector("input");
    radio.value = name;
    radio.checked = false;
    const [, digest, width, rest] = [...`/pictures/${name}`.matchAll(NAME)][0];
    const isWide = Number(width) > SMALLEST && !rest.endsWith("-moving");
    const image = new Image();
    image.src = `/pictures/${isWide ? `${digest}-${SMALLEST}.webp` : name}`;
    image.alt = alt || name;
    label.querySelector("span").replaceWith(image);
    none.after(label);
    return radio;
  }

  function offerThoseOfTheText() {
    for (const [address] of text.value.matchAll(NAME)) offer(address.replace("/pictures/", ""), "");
  }

  button.hidden = false;
  button.addEventListener("click", () => chooser.click());
  chooser.addEventListener("change", async () => {
    const [file] = chooser.files;
    chooser.value = "";
    const picture = await upload(file);
    say(picture.error ?? "", Boolean(picture.error));
    if (!picture.error) offer(picture.name, picture.alt).checked = true;
  });
  text.addEventListener("input", offerThoseOfTheText);
  offerThoseOfTheText();
}
