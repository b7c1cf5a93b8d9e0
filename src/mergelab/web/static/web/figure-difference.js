// The pixels in which two figures differ, by the rule of mergelab.kit.pixels: on white paper, top
// left corners together, changed where red, green or blue differ by more than 32 of 255 or where
// only one of them is.
const TOLERANCE = 32;
const MOST = 12e6; // pixels that are drawn; larger figures are made smaller first
const INK = [200, 0, 110];
const PALE = 0.25; // how much of the new figure is left under what changed

function pixels(image, width, height, factor) {
  const canvas = new OffscreenCanvas(width, height);
  const paper = canvas.getContext("2d", { willReadFrequently: true });
  paper.fillStyle = "white";
  paper.fillRect(0, 0, width, height);
  paper.drawImage(image, 0, 0, image.naturalWidth * factor, image.naturalHeight * factor);
  return paper.getImageData(0, 0, width, height).data;
}

/** A canvas of what changed, its share of the pixels that either figure covers, and its box. */
export function difference(before, after) {
  const sizes = [before, after].map((image) => [image.naturalWidth, image.naturalHeight]);
  const [w, h] = [0, 1].map((axis) => Math.max(sizes[0][axis], sizes[1][axis], 1));
  const factor = Math.min(1, Math.sqrt(MOST / (w * h)));
  const [width, height] = [Math.ceil(w * factor), Math.ceil(h * factor)];
  const [old, now] = [before, after].map((image) => pixels(image, width, height, factor));
  const [[oldWide, oldTall], [newWide, newTall]] = sizes.map((size) => size.map((side) => side * factor));
  const drawn = new ImageData(width, height);
  let [changed, covered] = [0, 0];
  let box = null;
  for (let y = 0, at = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1, at += 4) {
      const inOld = x < oldWide && y < oldTall;
      const inNew = x < newWide && y < newTall;
      if (!inOld && !inNew) continue;
      covered += 1;
      const most = Math.max(
        Math.abs(old[at] - now[at]), Math.abs(old[at + 1] - now[at + 1]), Math.abs(old[at + 2] - now[at + 2]),
      );
      const isChanged = most > TOLERANCE || inOld !== inNew;
      if (isChanged) {
        changed += 1;
        box = box === null ? [x, y, x, y] : [Math.min(box[0], x), box[1], Math.max(box[2], x), y];
      }
      const grey = (now[at] * 0.3 + now[at + 1] * 0.59 + now[at + 2] * 0.11) * PALE + 255 * (1 - PALE);
      const depth = isChanged ? 0.45 + 0.55 * (most / 255) : 0;
      for (let part = 0; part < 3; part += 1) {
        drawn.data[at + part] = grey * (1 - depth) + INK[part] * depth;
      }
      drawn.data[at + 3] = 255;
    }
  }
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [width, height];
  const paper = canvas.getContext("2d");
  paper.putImageData(drawn, 0, 0);
  if (box) {
    paper.strokeStyle = "#1a1a1a";
    paper.lineWidth = Math.max(1, width / 500);
    paper.setLineDash([6 * paper.lineWidth, 4 * paper.lineWidth]);
    paper.strokeRect(box[0] - 3, box[1] - 3, box[2] - box[0] + 7, box[3] - box[1] + 7);
  }
  return { canvas, share: covered ? changed / covered : 0, width: w, height: h };
}
