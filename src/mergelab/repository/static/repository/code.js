// The code pages' own behaviours.
import "./lines.js";
import "./confirm.js";
import "./select.js";
