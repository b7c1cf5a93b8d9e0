// The conflicts page: an edit's text shows once "Edit" is chosen, writing in it chooses it, and a
// line says how many conflicts are left.
import { on } from "../web/dom.js";

const form = document.querySelector("form.conflicts");

function look() {
  const all = [...form.querySelectorAll("[data-conflict]")];
  for (const conflict of all) {
    const picked = conflict.querySelector("input[type=radio]:checked");
    conflict.classList.toggle("is-decided", picked !== null);
    conflict.classList.toggle("is-editing", picked?.value === "edit");
  }
  const left = all.filter((one) => !one.classList.contains("is-decided"));
  form.querySelector("[data-left]").textContent = left.length
    ? `${all.length - left.length} of ${all.length} decided`
    : "All decided";
}

on("change", "form.conflicts input[type=radio]", (radio) => {
  look();
  if (radio.value === "edit") radio.closest("[data-conflict]").querySelector("textarea").focus();
});

form.classList.add("js-ready");
look();
