// Going to a file, a change or a thread of a review, also where that is not loaded yet.

const PATIENCE = 20_000; // milliseconds that a file may take to come

/** Opens what is folded around an element, brings it into view and gives it the focus. */
export function show(element) {
  for (let parent = element.parentElement; parent; parent = parent.parentElement) {
    if (parent instanceof HTMLDetailsElement) parent.open = true;
  }
  element.scrollIntoView({ block: "start" });
  if (!element.hasAttribute("tabindex")) element.setAttribute("tabindex", "-1");
  element.focus({ preventScroll: true });
}

export function isWaiting(file) {
  return file.hasAttribute("data-waiting");
}

/** The section of a file once its content is there: scrolling to it makes it load. */
export async function loaded(key) {
  const file = document.getElementById(key);
  if (!file || !isWaiting(file)) return file;
  file.scrollIntoView({ block: "start" });
  await new Promise((resolve) => {
    const stop = () => {
      document.removeEventListener("htmx:after:swap", look);
      clearTimeout(timer);
      resolve();
    };
    const look = () => {
      const now = document.getElementById(key);
      if (!now || !isWaiting(now)) stop();
    };
    const timer = setTimeout(stop, PATIENCE);
    document.addEventListener("htmx:after:swap", look);
  });
  return document.getElementById(key);
}
