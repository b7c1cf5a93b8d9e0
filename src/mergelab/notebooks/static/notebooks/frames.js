// [data-frame]: an interactive output, off until its button is pressed. Then a sandboxed frame is
// put in, handed the output once it says that it is ready, and made as tall as it asks to be.
import { on } from "../web/dom.js";

const LEAST = 80;
const MOST = 1600;
const open = new Map(); // the window of each frame that runs, to its holder

function stop(holder) {
  const frame = holder.querySelector("iframe");
  if (frame) open.delete(frame.contentWindow);
  frame?.remove();
  holder.querySelector(".nb-frame-problem")?.remove();
  holder.querySelector("[data-frame-run]").textContent = "Show";
}

function fail(holder, words) {
  stop(holder);
  const line = document.createElement("p");
  line.className = "nb-frame-problem subtle small";
  line.setAttribute("role", "alert");
  line.textContent = words;
  holder.append(line);
}

function start(holder, button) {
  const frame = document.createElement("iframe");
  frame.setAttribute("sandbox", "allow-scripts");
  frame.setAttribute("referrerpolicy", "no-referrer");
  frame.title = holder.dataset.title || "Interactive output";
  frame.height = "320";
  frame.src = holder.dataset.frame;
  let loads = 0;
  frame.addEventListener("load", () => {
    loads += 1;
    if (loads > 1) fail(holder, "The output left its frame and was stopped.");
  });
  holder.append(frame);
  open.set(frame.contentWindow, holder);
  button.textContent = "Stop";
}

async function hand(holder, target) {
  try {
    const answer = await fetch(`${holder.dataset.frame}/contents`);
    if (!answer.ok) throw new Error(answer.statusText);
    // The frame's origin is opaque, so it cannot be named; only our own frame is written to.
    target.postMessage({ frame: "mergelab", output: await answer.json() }, "*");
  } catch {
    fail(holder, "The output could not be loaded; try again.");
  }
}

window.addEventListener("message", (event) => {
  const holder = open.get(event.source);
  const message = event.data;
  if (!holder || message?.frame !== "mergelab") return;
  if (message.state === "ready" && !holder.dataset.handed) {
    holder.dataset.handed = "yes";
    hand(holder, event.source);
  }
  if (Number.isFinite(message.height)) {
    const height = Math.ceil(Math.min(Math.max(message.height, LEAST), MOST));
    const frame = holder.querySelector("iframe");
    if (frame.height !== String(height)) frame.height = String(height);
  }
});

on("click", "[data-frame-run]", (button) => {
  const holder = button.closest("[data-frame]");
  delete holder.dataset.handed;
  if (holder.querySelector("iframe")) stop(holder);
  else {
    holder.querySelector(".nb-frame-problem")?.remove();
    start(holder, button);
  }
});
