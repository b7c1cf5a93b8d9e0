// Dialogs: [data-dialog-open="id"], [data-dialog-close], a click on the backdrop, typed phrases.
import { on } from "./dom.js";

function guard(form) {
  const input = form.querySelector('[name="confirm"]');
  const submit = form.querySelector('button[type="submit"]');
  if (input && submit) submit.disabled = input.value.trim() !== form.dataset.confirmPhrase;
}

function open(dialog) {
  if (dialog.open) return;
  dialog.querySelectorAll("form[data-confirm-phrase]").forEach(guard);
  dialog.showModal();
  dialog.querySelector("[autofocus], .input")?.focus();
}

on("click", "[data-dialog-open]", (button, event) => {
  const dialog = document.getElementById(button.dataset.dialogOpen);
  if (!(dialog instanceof HTMLDialogElement)) return;
  event.preventDefault(); // else the button's own command would open it a second time
  button.closest("details[open]")?.removeAttribute("open");
  open(dialog);
});
on("click", "[data-dialog-close]", (button) => button.closest("dialog")?.close());
on("input", "form[data-confirm-phrase]", guard);
on("click", "dialog[open]", (dialog, event) => {
  if (event.target !== dialog) return;
  const box = dialog.getBoundingClientRect();
  const inside = event.clientX >= box.left && event.clientX <= box.right
    && event.clientY >= box.top && event.clientY <= box.bottom;
  if (!inside) dialog.close();
});

document.querySelectorAll("form[data-confirm-phrase]").forEach(guard);
document.querySelectorAll("dialog[data-dialog-start]").forEach((dialog) => {
  dialog.removeAttribute("open"); // it came open for readers without scripts, but not modal
  open(dialog);
});
