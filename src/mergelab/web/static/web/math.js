// LaTeX as formulas. KaTeX is fetched when the first one comes into view; without it, and for what
// it cannot read, the source stays.
const LONGEST = 4000; // characters of a formula
const LONGEST_WITH_MACROS = 400; // a macro may repeat its text as often as it is named
const MOST = 3000; // formulas of a page
const MACROS = /\\(?:[gex]?def|let|futurelet|global|long|(?:re|provide)?newcommand|providecommand)(?![a-zA-Z])/;
const STYLED = /\\(?:pmb|fcolorbox)(?![a-zA-Z])/; // their MathML has style attributes, which the policy forbids
const DELIMITERS = [["$$", "$$", true], ["\\[", "\\]", true], ["\\(", "\\)", false], ["$", "$", false]];

let loading = null;
let shown = 0;

function load() {
  loading ??= new Promise((resolve, reject) => {
    const link = document.createElement("link");
    link.rel = "stylesheet";
    link.href = new URL("../vendor/katex.min.css", import.meta.url);
    link.onload = () => resolve(import("../vendor/katex.min.js"));
    link.onerror = reject;
    document.head.append(link);
  });
  return loading;
}

/** The formula without the signs around it, and whether it stands on a line of its own. */
function read(element) {
  const text = element.textContent.trim();
  for (const [start, end, display] of DELIMITERS) {
    const inside = text.slice(start.length, -end.length);
    if (text.length > start.length + end.length && text.startsWith(start) && text.endsWith(end) && !inside.includes(start)) {
      return { tex: inside, display: display || inside.trimStart().startsWith("\\displaystyle") };
    }
  }
  return { tex: text, display: element.matches(".math-display") || text.startsWith("\\begin{") };
}

function show(element) {
  const { tex, display } = read(element);
  if (!tex || tex.length > (MACROS.test(tex) ? LONGEST_WITH_MACROS : LONGEST) || shown >= MOST) return;
  const formula = document.createElement("span");
  formula.className = display ? "formula formula-display" : "formula";
  formula.title = tex;
  try {
    window.katex.render(tex, formula, {
      displayMode: display,
      output: STYLED.test(tex) ? "html" : "htmlAndMathml",
      trust: false,
      strict: "ignore",
      maxExpand: 200,
      maxSize: 20,
    });
  } catch (error) {
    element.title = String(error.message).slice(0, 200);
    return;
  }
  shown += 1;
  element.replaceWith(formula);
}

const seen = new IntersectionObserver(async (entries) => {
  const inView = entries.filter((entry) => entry.isIntersecting).map((entry) => entry.target);
  inView.forEach((element) => seen.unobserve(element));
  if (!inView.length) return;
  try {
    await load();
  } catch {
    return; // the sources stay
  }
  for (const element of inView) {
    show(element);
    await new Promise((resume) => { setTimeout(resume); });
  }
}, { rootMargin: "600px" });

function watch() {
  for (const element of document.querySelectorAll("code.math:not([data-math])")) {
    element.dataset.math = "";
    seen.observe(element);
  }
}

let waiting = false;
new MutationObserver(() => {
  if (waiting) return;
  waiting = true;
  requestAnimationFrame(() => {
    waiting = false;
    watch();
  });
}).observe(document.body, { childList: true, subtree: true });
watch();
