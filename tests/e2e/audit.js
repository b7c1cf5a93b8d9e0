// What a page owes to people who do not use a mouse or do not see it; the list of what is missing.
() => {
  const faults = [];
  const shown = (element) => element.checkVisibility({ checkVisibilityCSS: true });
  const brief = (element) => element.outerHTML.slice(0, 140);
  const name = (element) => (element.getAttribute("aria-label")
    || [...(element.getAttribute("aria-labelledby") || "").split(" ")]
      .map((id) => document.getElementById(id)?.textContent || "").join(" ")
    || element.textContent || element.title
    || [...element.querySelectorAll("[aria-label], img[alt]")]
      .map((inner) => inner.getAttribute("aria-label") || inner.alt).join(" ")).trim();

  const sample = ".prose, .output-table, .pattern-sample"; // the headings of somebody's text
  const titles = [...document.querySelectorAll("h1")].filter((h) => !h.closest(sample));
  if (titles.length !== 1) faults.push(`${titles.length} h1: ${titles.map((h) => h.textContent)}`);
  let level = 0;
  for (const heading of document.querySelectorAll("main :is(h1, h2, h3, h4, h5, h6)")) {
    if (!shown(heading) || heading.closest(`${sample}, dialog`)) continue;
    const here = Number(heading.tagName[1]);
    if (here > level + 1) faults.push(`h${here} after h${level}: ${heading.textContent.trim()}`);
    level = here;
  }
  for (const control of document.querySelectorAll("input:not([type=hidden]), select, textarea")) {
    if (control.closest(".prose")) continue;
    if (!control.labels?.length && !name(control)) faults.push(`no label: ${brief(control)}`);
  }
  for (const element of document.querySelectorAll("button, a[href], summary, [role=button]")) {
    if (!name(element)) faults.push(`no name: ${brief(element)}`);
  }
  for (const image of document.querySelectorAll("img")) {
    if (!image.hasAttribute("alt")) faults.push(`no alt: ${brief(image)}`);
  }
  const seen = new Set();
  for (const { id } of document.querySelectorAll("[id]")) {
    if (seen.has(id)) faults.push(`id twice: ${id}`);
    seen.add(id);
  }
  for (const label of document.querySelectorAll("label[for]")) {
    if (!document.getElementById(label.htmlFor)) faults.push(`label for nothing: ${label.htmlFor}`);
  }
  for (const table of document.querySelectorAll("main table")) {
    if (table.closest(".prose, .output-table, .cell-output")) continue;
    if (!table.caption && !table.getAttribute("aria-label")) faults.push(`table without a name: ${brief(table)}`);
  }
  return faults;
}
