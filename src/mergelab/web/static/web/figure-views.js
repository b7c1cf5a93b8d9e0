// Figures before and after: side by side, swipe, onion skin and pixel difference, with one zoom for
// both. Without scripts they stand side by side.
import { make, setVariables } from "./dom.js";
import { difference } from "./figure-difference.js";
import { Regions } from "./figure-regions.js";
import { STEP, Zoom } from "./figure-zoom.js";

const VIEWS = { side: "Side by side", swipe: "Swipe", onion: "Onion skin", difference: "Difference" };
const SLIDERS = { swipe: "Before to after", onion: "How much of after" };
const KEPT = "figure-view";
const DRAGGED = 4; // pixels from which a press is a drag

function remembered() {
  try {
    return VIEWS[sessionStorage.getItem(KEPT)] ? sessionStorage.getItem(KEPT) : "side";
  } catch {
    return "side"; // a browser that keeps nothing
  }
}

function remember(view) {
  try {
    sessionStorage.setItem(KEPT, view);
  } catch {
    // the view is as chosen on this page only
  }
}

function button(text, label, action) {
  const made = make("button", "segment", text, { type: "button", "aria-label": label, title: label });
  made.addEventListener("click", action);
  return made;
}

function percent(share) {
  const value = 100 * share;
  if (value === 0) return "no pixel visibly changed";
  return `${value < 0.1 ? "under 0.1" : value.toFixed(value < 10 ? 1 : 0)} % of pixels changed`;
}

class Figures {
  constructor(element) {
    this.element = element;
    this.images = [...element.querySelectorAll(".figure-sheet > img")];
    this.bar = make("div", "figure-bar");
    if (this.images.length === 2) this.bar.append(this.chooser(), this.slider());
    this.zoom = new Zoom(element, (scale) => this.zoomed(scale));
    this.bar.append(this.zoomButtons());
    this.regions = new Regions(element, this.bar, () => this.show("side"));
    element.prepend(this.bar);
    for (const view of element.querySelectorAll(".figure-view")) this.listen(view);
    for (const image of this.images) image.addEventListener("load", () => this.layout());
    new ResizeObserver(() => this.layout()).observe(element);
    this.show(this.images.length === 2 ? remembered() : "side");
  }

  chooser() {
    const group = make("div", "segmented", "", { role: "group", "aria-label": "Figure view" });
    for (const [name, label] of Object.entries(VIEWS)) {
      const made = make("button", "segment", label, { type: "button", "data-view": name });
      made.addEventListener("click", () => {
        remember(name);
        this.show(name);
      });
      group.append(made);
    }
    return group;
  }

  slider() {
    this.sliderLabel = make("label", "figure-slider");
    this.sliderWords = make("span", "visually-hidden");
    this.range = make("input", "", "", { type: "range", min: "0", max: "100", value: "50" });
    this.range.addEventListener("input", () => this.slide());
    this.sliderLabel.append(this.sliderWords, this.range);
    return this.sliderLabel;
  }

  zoomButtons() {
    const group = make("div", "segmented figure-zoom", "", { role: "group", "aria-label": "Zoom" });
    this.reset = button("100 %", "Fit the figure", () => this.zoom.reset());
    group.append(
      button("−", "Zoom out", () => this.zoom.by(1 / STEP)),
      this.reset,
      button("+", "Zoom in", () => this.zoom.by(STEP)),
    );
    return group;
  }

  zoomed(scale) {
    this.reset.textContent = `${Math.round(scale * 100)} %`;
  }

  show(view) {
    this.view = view;
    this.element.dataset.view = view;
    for (const one of this.bar.querySelectorAll("[data-view]")) {
      one.setAttribute("aria-pressed", String(one.dataset.view === view));
    }
    if (this.range) {
      this.sliderLabel.hidden = !SLIDERS[view];
      this.sliderWords.textContent = SLIDERS[view] ?? "";
    }
    if (view === "difference") this.whenSeen();
    this.layout();
    this.zoom.reset();
  }

  /** Both figures at one scale, so that the same place of each is at the same place. */
  layout() {
    const captions = [...this.element.querySelectorAll("figcaption")];
    const room = Math.min(...captions.map((one) => one.clientWidth).filter(Boolean));
    const widths = this.images.map((one) => one.naturalWidth || Number(one.getAttribute("width")) || 0);
    const widest = Math.max(...widths, this.drawn?.width ?? 0);
    if (!Number.isFinite(room) || !widest) return;
    const scale = Math.min(1, room / widest);
    this.images.forEach((image, at) => this.size(image, widths[at] * scale));
    if (this.drawn) this.size(this.drawn.canvas, this.drawn.width * scale);
    this.widest = widest * scale;
    setVariables(this.element, { "figure-indent": `${(room - this.widest) / 2}px` });
    this.slide();
    this.zoom.draw();
  }

  size(picture, width) {
    if (width) setVariables(picture.closest(".figure-view"), { "figure-width": `${width}px` });
  }

  slide() {
    if (!this.range) return;
    const part = Number(this.range.value) / 100;
    setVariables(this.element, {
      "figure-at": `${(this.widest ?? 0) * part}px`, "figure-part": part,
    });
  }

  /** The difference costs time, so it is worked out when it comes into view. */
  whenSeen() {
    if (this.pane) return;
    this.pane = make("figure", "figure-paper figure-difference");
    this.caption = make("figcaption", "", "difference · loading the figures…");
    this.pane.append(this.caption);
    this.element.append(this.pane);
    new IntersectionObserver((entries, watcher) => {
      if (!entries.some((entry) => entry.isIntersecting)) return;
      watcher.disconnect();
      this.draw();
    }, { rootMargin: "200px" }).observe(this.pane);
  }

  async draw() {
    try {
      for (const image of this.images) image.loading = "eager";
      await Promise.all(this.images.map((image) => image.decode()));
      this.drawn = difference(...this.images);
    } catch {
      this.caption.textContent = "difference · the figures could not be compared";
      return;
    }
    const words = percent(this.drawn.share);
    this.drawn.canvas.setAttribute("role", "img");
    this.drawn.canvas.setAttribute("aria-label", `Difference of the figures: ${words}`);
    this.caption.textContent = `difference · ${words}, in a dashed frame`;
    if (this.drawn.share === 0) this.caption.textContent = `difference · ${words}`;
    const view = make("div", "figure-view");
    const sheet = make("div", "figure-sheet");
    sheet.append(this.drawn.canvas);
    view.append(sheet);
    this.pane.append(view);
    this.listen(view);
    this.layout();
  }

  listen(view) {
    view.tabIndex = 0;
    view.setAttribute("role", "group");
    view.setAttribute("aria-label", "Figure: plus and minus zoom, 0 fits, arrow keys move it");
    view.addEventListener("wheel", (event) => this.zoom.wheel(event, view), { passive: false });
    view.addEventListener("keydown", (event) => {
      if (event.target === view && this.zoom.key(event)) event.preventDefault();
    });
    view.addEventListener("dragstart", (event) => event.preventDefault());
    view.addEventListener("pointerdown", (event) => this.press(view, event));
  }

  press(view, event) {
    if (event.button !== 0 || event.target.closest(".figure-draft")) return;
    const follow = this.follower(view, event);
    if (!follow) return;
    let [isDragged, x, y] = [false, event.clientX, event.clientY];
    const move = (next) => {
      isDragged ||= Math.hypot(next.clientX - x, next.clientY - y) > DRAGGED;
      if (!isDragged) return;
      if (!view.hasPointerCapture(event.pointerId)) view.setPointerCapture(event.pointerId);
      follow.move(next);
    };
    const end = (next) => {
      for (const name of ["pointermove", "pointerup", "pointercancel"]) {
        view.removeEventListener(name, name === "pointermove" ? move : end);
      }
      if (!isDragged || next.type === "pointercancel") follow.cancel?.();
      else follow.end?.();
      if (isDragged) view.addEventListener("click", (click) => click.preventDefault(), { once: true });
    };
    view.addEventListener("pointermove", move);
    view.addEventListener("pointerup", end);
    view.addEventListener("pointercancel", end);
  }

  /** What a drag does: mark a region, move the zoomed figure, or the line of the swipe. */
  follower(view, start) {
    const mayMark = this.regions.urlOf(view) !== undefined;
    if (mayMark && this.regions.isMarking) return this.regions.drag(view, start);
    if (this.zoom.scale > 1) {
      let [x, y] = [start.clientX, start.clientY];
      return {
        move: (event) => {
          this.zoom.move(event.clientX - x, event.clientY - y);
          [x, y] = [event.clientX, event.clientY];
        },
      };
    }
    if (this.view === "swipe" && start.pointerType !== "touch") {
      return { move: (event) => this.swipe(view, event) };
    }
    if (mayMark && this.view === "side" && start.pointerType !== "touch") {
      return this.regions.drag(view, start);
    }
    return null;
  }

  swipe(view, event) {
    const left = view.getBoundingClientRect().left;
    this.range.value = String(Math.round(((event.clientX - left) / this.widest) * 100));
    this.slide();
  }
}

/** Gives a group of figures its controls. */
export function enhance(element) {
  element.dataset.figures = "ready";
  if (element.querySelector(".figure-sheet > img")) new Figures(element);
}
