// Every behaviour listens on the document, so that markup swapped in later works as well.
// Modules are imported by relative path: an import map would need an inline script.
import "./requests.js";
import "./comments.js";
import "./copy.js";
import "./dialog.js";
import "./editor.js";
import "./figures.js";
import "./filters.js";
import "./math.js";
import "./menu.js";
import "./shortcuts.js";
import "./tabs.js";
import "./theme.js";
import "./toast.js";
