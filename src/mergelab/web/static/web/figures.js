// What pages do with figures: fetched with its style sheet when the first one is on the page.
let loading = null;

function load() {
  loading ??= new Promise((resolve, reject) => {
    const link = document.createElement("link");
    link.rel = "stylesheet";
    link.href = new URL("./figure-views.css", import.meta.url);
    link.onload = () => resolve(import("./figure-views.js"));
    link.onerror = reject;
    document.head.append(link);
  });
  return loading;
}

async function watch() {
  const found = document.querySelectorAll("[data-figures]:not([data-figures=ready])");
  if (!found.length) return;
  const { enhance } = await load();
  for (const figures of found) enhance(figures);
}

document.addEventListener("htmx:after:swap", watch);
watch();
