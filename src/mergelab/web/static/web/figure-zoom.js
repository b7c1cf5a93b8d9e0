// Zoom and place of the figures of one group, the same for all of them: the scale of 1 fits the
// column. Drawn by a transform, so nothing on the page moves.
import { setVariables } from "./dom.js";

const MOST = 16;
export const STEP = 1.25;
const PAN = 40; // pixels for an arrow key

const clamp = (value, least, most) => Math.min(Math.max(value, least), most);

export class Zoom {
  constructor(figures, changed) {
    this.figures = figures;
    this.changed = changed;
    this.scale = 1;
    this.x = 0;
    this.y = 0;
  }

  get views() {
    return [...this.figures.querySelectorAll(".figure-view")];
  }

  /** Zoom by a factor; what is at the point of the view, its middle by default, stays there. */
  by(factor, view = this.views[0], x = view.clientWidth / 2, y = view.clientHeight / 2) {
    const scale = clamp(this.scale * factor, 1, MOST);
    const real = scale / this.scale;
    this.x = x - (x - this.x) * real;
    this.y = y - (y - this.y) * real;
    this.scale = scale;
    this.draw();
  }

  move(right, down) {
    this.x += right;
    this.y += down;
    this.draw();
  }

  reset() {
    [this.scale, this.x, this.y] = [1, 0, 0];
    this.draw();
  }

  draw() {
    const view = this.views.find((one) => one.clientWidth) ?? this.views[0];
    const least = (size) => size * (1 - this.scale);
    this.x = clamp(this.x, least(view.clientWidth), 0);
    this.y = clamp(this.y, least(view.clientHeight), 0);
    setVariables(this.figures, {
      "figure-scale": this.scale, "figure-x": `${this.x}px`, "figure-y": `${this.y}px`,
    });
    this.figures.classList.toggle("is-zoomed", this.scale > 1);
    this.changed(this.scale);
  }

  wheel(event, view) {
    if (!event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    const box = view.getBoundingClientRect();
    this.by(STEP ** (-event.deltaY / 100), view, event.clientX - box.left, event.clientY - box.top);
  }

  /** Whether the key was one of the zoom's. */
  key(event) {
    const moves = { ArrowLeft: [PAN, 0], ArrowRight: [-PAN, 0], ArrowUp: [0, PAN], ArrowDown: [0, -PAN] };
    if (event.ctrlKey || event.metaKey || event.altKey) return false;
    if (event.key === "+" || event.key === "=") this.by(STEP);
    else if (event.key === "-") this.by(1 / STEP);
    else if (event.key === "0") this.reset();
    else if (moves[event.key] && this.scale > 1) this.move(...moves[event.key]);
    else return false;
    return true;
  }
}
