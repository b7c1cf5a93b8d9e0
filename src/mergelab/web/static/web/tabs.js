// Tabs that do not fit scroll sideways; the current one is brought into view.
function reveal() {
  document.querySelectorAll("[data-tabs] [aria-current]").forEach((tab) => {
    const row = tab.closest("[data-tabs]");
    const offset = tab.getBoundingClientRect().left - row.getBoundingClientRect().left;
    row.scrollLeft += offset - (row.clientWidth - tab.offsetWidth) / 2;
  });
}

window.addEventListener("resize", reveal);
reveal();
