// [data-copy="text"]: puts the text on the clipboard and says so.
import { icon, on } from "./dom.js";

const SHOWN_MS = 1600;

async function write(text) {
  if (navigator.clipboard && window.isSecureContext) {
    await navigator.clipboard.writeText(text);
    return;
  }
  // A server reached by plain http has no clipboard API.
  const area = document.createElement("textarea");
  area.value = text;
  area.className = "visually-hidden";
  document.body.append(area);
  area.select();
  const done = document.execCommand("copy");
  area.remove();
  if (!done) throw new Error("the browser refused");
}

on("click", "[data-copy]", async (button) => {
  const label = button.getAttribute("aria-label");
  const say = (text, name) => {
    button.setAttribute("aria-label", text);
    button.title = text;
    button.querySelector(".icon")?.replaceWith(icon(name));
  };
  try {
    await write(button.dataset.copy);
    button.dataset.copied = "";
    say("Copied", "check");
  } catch {
    say("Could not copy", "error");
  }
  button.focus();
  setTimeout(() => {
    delete button.dataset.copied;
    say(label === "Copied" || label === "Could not copy" ? "Copy" : label, "copy");
  }, SHOWN_MS);
});
