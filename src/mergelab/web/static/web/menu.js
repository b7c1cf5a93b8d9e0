// Menus close on Escape, on a click elsewhere and when the focus leaves; arrows walk the items.
import { on } from "./dom.js";

const OPEN = "details[data-menu][open]";

function closeOthers(kept) {
  document.querySelectorAll(OPEN).forEach((menu) => {
    if (!menu.contains(kept)) menu.removeAttribute("open");
  });
}

document.addEventListener("pointerdown", (event) => closeOthers(event.target));
on("focusin", "*", (element) => closeOthers(element));

on("keydown", OPEN, (menu, event) => {
  if (event.key === "Escape") {
    menu.removeAttribute("open");
    menu.querySelector("summary").focus();
    event.stopPropagation();
    return;
  }
  if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
  const items = [...menu.querySelectorAll(".menu-item:not([disabled])")].filter((item) => item.checkVisibility());
  if (!items.length) return;
  const step = event.key === "ArrowDown" ? 1 : -1;
  const here = items.indexOf(document.activeElement);
  const next = here < 0 && step < 0 ? items.length - 1 : (here + step + items.length) % items.length;
  items[next].focus();
  event.preventDefault();
});
