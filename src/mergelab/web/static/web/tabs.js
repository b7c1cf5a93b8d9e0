// Tabs that do not fit scroll sideways; the current one is brought into view.
document.querySelectorAll("[data-tabs] [aria-current]").forEach((tab) => {
  const row = tab.closest("[data-tabs]");
  row.scrollLeft = tab.offsetLeft - (row.clientWidth - tab.offsetWidth) / 2;
});
