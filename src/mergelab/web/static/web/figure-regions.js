// Comments on a region of a figure: a rectangle that is dragged, or moved and sized by keys, opens
// the form for a new thread. Regions are fractions of the figure, in ten-thousandths.
import { openForm } from "./comments.js";
import { make, on, setVariables } from "./dom.js";

const WHOLE = 10000;
const LEAST = 100; // ten-thousandths of a side: what is smaller was a click
const STEP = 100;
const FIRST = [3000, 3000, 4000, 4000];
const KEYS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const HELP = "Drag a rectangle on the figure. Or: arrow keys move it, Shift and arrow keys size it, "
  + "Enter comments, Escape leaves.";

const clamp = (value, least, most) => Math.min(Math.max(value, least), most);
const round = (values) => values.map((value) => Math.round(value));

function fraction(sheet, event) {
  const box = sheet.getBoundingClientRect();
  return [
    clamp((event.clientX - box.left) / box.width, 0, 1) * WHOLE,
    clamp((event.clientY - box.top) / box.height, 0, 1) * WHOLE,
  ];
}

/** The rectangle that is being made on one sheet; `region` is left, top, width, height. */
class Draft {
  constructor(view, region) {
    this.view = view;
    this.element = make("div", "figure-draft", "", { role: "group", tabindex: "0" });
    view.querySelector(".figure-sheet").append(this.element);
    this.place(region);
  }

  place(region) {
    this.region = round(region);
    const [left, top, width, height] = this.region.map((value) => `${value / 100}%`);
    setVariables(this.element, {
      "region-left": left, "region-top": top, "region-width": width, "region-height": height,
    });
    const words = this.region.map((value) => `${Math.round(value / 100)} %`);
    const names = ["from the left", "from the top", "wide", "high"];
    const said = words.map((word, at) => `${word} ${names[at]}`).join(", ");
    this.element.setAttribute("aria-label", `Region: ${said}. ${HELP}`);
  }

  span([x, y], [u, v]) {
    this.place([Math.min(x, u), Math.min(y, v), Math.abs(x - u), Math.abs(y - v)]);
  }

  key(event) {
    const [right, down] = KEYS[event.key].map((way) => way * STEP);
    const [left, top, width, height] = this.region;
    if (event.shiftKey) {
      this.place([
        left, top, clamp(width + right, STEP, WHOLE - left), clamp(height + down, STEP, WHOLE - top),
      ]);
    } else {
      this.place([clamp(left + right, 0, WHOLE - width), clamp(top + down, 0, WHOLE - height), width, height]);
    }
  }

  get isLarge() {
    return this.region[2] >= LEAST && this.region[3] >= LEAST;
  }
}

export class Regions {
  /** `reveal` shows the figures where the difference has taken their place. */
  constructor(figures, bar, reveal) {
    this.figures = figures;
    this.reveal = reveal;
    this.draft = null;
    this.isMarking = false;
    if (!this.target) return;
    this.button = make("button", "button button-quiet button-small", "Comment on a region", {
      type: "button", "aria-pressed": "false",
    });
    this.help = make("p", "figure-help", HELP, { hidden: "" });
    this.button.addEventListener("click", () => (this.isMarking ? this.leave() : this.enter()));
    figures.addEventListener("keydown", (event) => this.key(event));
    bar.append(this.button, this.help);
  }

  /** The view of the newer figure that can be commented on. */
  get target() {
    return [...this.figures.querySelectorAll("[data-region-url] > .figure-view")].at(-1);
  }

  urlOf(view) {
    return view.closest("figure").dataset.regionUrl;
  }

  enter() {
    if (!this.target.clientWidth) this.reveal();
    this.mark(true);
    this.drop();
    this.draft = new Draft(this.target, FIRST);
    this.draft.element.focus({ preventScroll: true });
  }

  leave() {
    this.mark(false);
    this.drop();
    this.button.focus({ preventScroll: true });
  }

  mark(isMarking) {
    this.isMarking = isMarking;
    this.figures.classList.toggle("is-marking", isMarking);
    this.button.setAttribute("aria-pressed", String(isMarking));
    this.help.hidden = !isMarking;
  }

  drop() {
    this.draft?.element.remove();
    this.draft = null;
  }

  key(event) {
    if (event.target !== this.draft?.element) return;
    if (KEYS[event.key]) this.draft.key(event);
    else if (event.key === "Enter") this.comment();
    else if (event.key === "Escape") this.leave();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  /** Follows a drag that began with this event on a view. */
  drag(view, start) {
    const sheet = view.querySelector(".figure-sheet");
    const from = fraction(sheet, start);
    this.drop();
    const draft = new Draft(view, [...from, 0, 0]);
    this.draft = draft;
    return {
      move: (event) => draft.span(from, fraction(sheet, event)),
      end: () => (draft.isLarge ? this.comment() : this.drop()),
      cancel: () => this.drop(),
    };
  }

  async comment() {
    const { view, region } = this.draft;
    const commentable = this.figures.closest(".commentable");
    const opened = commentable.querySelector(":scope > .new-thread:has(> form)");
    const written = opened?.querySelector("textarea")?.value ?? "";
    opened?.remove();
    this.mark(false);
    const link = make("a", "", "", { href: `${this.urlOf(view)}&region=${region.join(",")}` });
    commentable.append(link);
    const opening = openForm(link);
    link.remove();
    await opening;
    const field = commentable.querySelector(":scope > .new-thread > form textarea");
    if (field && written) field.value = written;
    for (const old of this.figures.querySelectorAll(".figure-draft")) {
      if (old !== this.draft?.element) old.remove();
    }
  }
}

on("click", "[data-comment-cancel]", (button) => {
  const place = button.closest(".commentable") ?? document;
  for (const draft of place.querySelectorAll(".figure-draft")) draft.remove();
}, true);

function counterpart(element) {
  const id = element.dataset.outline ?? element.getAttribute("href")?.slice(1);
  return id ? document.getElementById(id) : null;
}

function light(event) {
  for (const lit of document.querySelectorAll(".figure-regions .is-lit, .figure-thread.is-lit")) {
    lit.classList.remove("is-lit");
  }
  const element = event.target instanceof Element
    ? event.target.closest(".figure-thread, .figure-regions a")
    : null;
  if (element) counterpart(element)?.classList.add("is-lit");
}

document.addEventListener("pointerover", light);
document.addEventListener("focusin", light);
