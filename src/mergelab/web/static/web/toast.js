// Passing messages: those of the page, and what scripts show with showToast().
import { icon, on } from "./dom.js";

const ICONS = { success: "circle-check", warning: "warning", danger: "error", info: "info" };
const LINGER_MS = 6000;

function dismissLater(toast) {
  if (toast.dataset.toast === "danger" || toast.dataset.toast === "warning") return;
  let timer = setTimeout(() => toast.remove(), LINGER_MS);
  const hold = () => clearTimeout(timer);
  const release = () => { timer = setTimeout(() => toast.remove(), LINGER_MS / 2); };
  toast.addEventListener("pointerenter", hold);
  toast.addEventListener("pointerleave", release);
  toast.addEventListener("focusin", hold);
  toast.addEventListener("focusout", release);
}

export function showToast(text, kind = "info") {
  const region = document.getElementById("toasts");
  if (!region) return;
  const known = kind in ICONS ? kind : "info";
  const toast = document.createElement("div");
  toast.className = `toast toast-${known}`;
  toast.dataset.toast = known;
  if (known === "danger") toast.setAttribute("role", "alert");
  const message = document.createElement("p");
  message.textContent = text;
  const close = document.createElement("button");
  close.type = "button";
  close.className = "button button-quiet button-small button-icon";
  close.setAttribute("aria-label", "Dismiss");
  close.dataset.toastClose = "";
  close.append(icon("close"));
  toast.append(icon(ICONS[known]), message, close);
  region.append(toast);
  dismissLater(toast);
}

on("click", "[data-toast-close]", (button) => button.closest(".toast")?.remove());
document.querySelectorAll("#toasts > .toast").forEach(dismissLater);
