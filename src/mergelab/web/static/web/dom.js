// Small helpers that the behaviours share.

/** Calls handler(element, event) when an event comes from inside an element that matches. */
export function on(type, selector, handler, options) {
  document.addEventListener(
    type,
    (event) => {
      const element = event.target instanceof Element ? event.target.closest(selector) : null;
      if (element) handler(element, event);
    },
    options,
  );
}

/** A copy of the sprite's icon `name`, made from one that the page already shows. */
export function icon(name) {
  const sample = document.querySelector("svg.icon use");
  if (!sample) return document.createTextNode("");
  const svg = sample.ownerSVGElement.cloneNode(true);
  const sprite = sample.getAttribute("href").split("#")[0];
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  svg.removeAttribute("role");
  svg.removeAttribute("aria-label");
  svg.firstElementChild.setAttribute("href", `${sprite}#${name}`);
  return svg;
}

/** The token that a signed-in person's writes carry; empty for anonymous readers. */
export function csrfToken() {
  return document.querySelector('meta[name="csrf-token"]')?.content
    ?? document.querySelector('input[name="csrfmiddlewaretoken"]')?.value
    ?? "";
}

/** Sets custom properties, which the style sheet uses: the only styles that scripts may set. */
export function setVariables(element, values) {
  for (const [name, value] of Object.entries(values)) element.style.setProperty(`--${name}`, value);
}

/** A new element with a class, a text and attributes. */
export function make(tag, css, text = "", attributes = {}) {
  const element = document.createElement(tag);
  if (css) element.className = css;
  if (text) element.textContent = text;
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  return element;
}
