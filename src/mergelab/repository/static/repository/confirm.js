// A button that deletes asks once more: its first press changes its label, its second submits.
import { on } from "../web/dom.js";

function disarm(button) {
  delete button.dataset.armed;
  button.classList.remove("button-danger-solid");
  button.setAttribute("aria-label", button.dataset.label);
  button.title = button.dataset.label;
}

on("click", "button[data-confirm]", (button, event) => {
  if (button.dataset.armed) return;
  event.preventDefault();
  button.dataset.label = button.getAttribute("aria-label") ?? "";
  button.dataset.armed = "true";
  button.classList.add("button-danger-solid");
  button.setAttribute("aria-label", `${button.dataset.confirm} Press again to confirm.`);
  button.title = `${button.dataset.confirm} Press again to confirm.`;
});

on("focusout", "button[data-armed]", disarm);
