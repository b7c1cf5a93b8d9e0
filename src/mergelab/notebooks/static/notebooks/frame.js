// Runs inside the sandboxed frame of an interactive output: asks the page around for the output,
// shows it with the libraries that the frame's policy allows, and tells how tall it has become.
(() => {
  const late = (document.documentElement.dataset.late || "").split(" ").filter(Boolean);
  const output = () => document.getElementById("output");
  const tell = (message) => parent.postMessage({ frame: "mergelab", ...message }, "*");

  function problem(words) {
    const line = document.createElement("p");
    line.className = "problem";
    line.textContent = words;
    output().prepend(line);
  }

  const loading = new Map();
  function load(source) {
    if (!loading.has(source)) {
      loading.set(source, new Promise((resolve, reject) => {
        const script = document.createElement("script");
        script.src = source;
        script.onload = resolve;
        script.onerror = () => reject(new Error("a library could not be loaded"));
        document.head.append(script);
      }));
    }
    return loading.get(source);
  }

  function run(code) {
    const script = document.createElement("script");
    script.textContent = code;
    document.body.append(script);
  }

  // Programs in notebooks name their libraries in many ways; ours stand in for those we have.
  const LIBRARIES = [
    [/plotly/i, ["plotly.min"]],
    [/vega-embed/i, ["vega.min", "vega-lite.min", "vega-interpreter.min"]],
    [/vega-lite|vegalite/i, ["vega.min", "vega-lite.min"]],
    [/vega/i, ["vega.min"]],
    [/bokeh-widgets/i, ["bokeh.min", "bokeh-widgets.min"]],
    [/bokeh-tables/i, ["bokeh.min", "bokeh-tables.min"]],
    [/bokeh/i, ["bokeh.min"]],
  ];
  const GLOBALS = { plotly: "Plotly", vega: "vega", "vega-lite": "vegaLite", bokeh: "Bokeh" };

  async function loadNamed(name) {
    const wanted = LIBRARIES.find(([pattern]) => pattern.test(name))?.[1];
    if (!wanted) throw new Error(`it needs ${name.slice(0, 120)}, which is not loaded`);
    for (const stem of wanted) {
      const source = late.find((path) => path.split("/").pop().startsWith(stem));
      if (source) await load(source);
    }
  }

  function require(names, use) {
    if (!Array.isArray(names)) return undefined;
    Promise.all(names.map(loadNamed))
      .then(() => use?.(...names.map((name) => window[GLOBALS[name]])))
      .catch((error) => problem(`This output cannot be shown: ${error.message}.`));
    return undefined;
  }
  Object.assign(require, { config() {}, undef() {}, specified: () => false, defined: () => false });

  /** HTML put into the page runs no script; each is made anew, one after the other. */
  async function insert(html) {
    output().innerHTML = html;
    for (const inert of output().querySelectorAll("script")) {
      const kind = inert.getAttribute("type") || "text/javascript";
      if (!/javascript|module/.test(kind)) continue;
      const name = inert.getAttribute("src");
      inert.remove();
      if (name) await loadNamed(name);
      else run(inert.textContent);
    }
  }

  const refuse = () => Promise.reject(new Error("data from elsewhere are not fetched"));

  function drawVega(spec, isLite, container) {
    // Expressions are interpreted, so that no code is made of what the notebook says.
    const runtime = vega.parse(isLite ? vegaLite.compile(spec).spec : spec, null, { ast: true });
    const loader = { load: refuse, sanitize: refuse, http: refuse, file: refuse };
    const expr = vega.expressionInterpreter;
    const say = (words) => problem(`A part of this chart is missing: ${words}.`);
    const logger = { level: () => logger, error: say, warn: say, info() {}, debug() {} };
    const options = { expr, loader, logger, renderer: "svg", container };
    const view = new vega.View(runtime, options);
    return view.hover().runAsync();
  }

  /** Stands in for the library of this name, which HTML outputs call with an element and a spec. */
  function vegaEmbed(place, spec) {
    const container = typeof place === "string" ? document.querySelector(place) : place;
    const isLite = /vega-lite/.test(spec.$schema || "vega-lite");
    return drawVega(spec, isLite, container).then((view) => ({ view }));
  }

  const programs = {
    plotly({ data }) {
      const layout = data.layout || {};
      output().style.height = `${Number(layout.height) || 450}px`; // else it has that of the frame
      const config = { responsive: true, displaylogo: false, showSendToCloud: false };
      return Plotly.newPlot(output(), data.data || [], layout, config);
    },
    vega({ mime, data }) {
      return drawVega(data, mime.includes("vegalite"), output());
    },
    bokeh({ html, code }) {
      output().innerHTML = html;
      run(code);
    },
    async widget({ state, view }) {
      for (const [kind, value] of [["state", state], ["view", view]]) {
        const script = document.createElement("script");
        script.type = `application/vnd.jupyter.widget-${kind}+json`;
        script.textContent = JSON.stringify(value);
        output().append(script);
      }
      for (const source of late) await load(source);
      window.dispatchEvent(new Event("load")); // what the library waits for
    },
    html({ data }) {
      Object.assign(window, { require, requirejs: require, vegaEmbed });
      return insert(data);
    },
  };

  window.addEventListener("message", async (event) => {
    if (event.source !== parent || event.data?.frame !== "mergelab") return;
    try {
      await programs[event.data.output.kind](event.data.output);
      tell({ state: "shown" });
    } catch (error) {
      problem(`This output cannot be shown: ${error.message}.`);
      tell({ state: "failed" });
    }
  });

  document.addEventListener("DOMContentLoaded", () => {
    const measure = () => tell({ height: document.documentElement.getBoundingClientRect().height });
    new ResizeObserver(measure).observe(document.documentElement);
    tell({ state: "ready" });
  });
})();
