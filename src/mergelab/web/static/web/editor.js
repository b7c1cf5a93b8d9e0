// The markdown editor: a preview tab, and growing with the text where CSS cannot do that.
import { csrfToken, on } from "./dom.js";

function select(editor, chosen) {
  const area = editor.querySelector("textarea");
  const preview = editor.querySelector(".editor-preview");
  editor.querySelectorAll("[data-editor-tab]").forEach((tab) => {
    tab.setAttribute("aria-pressed", String(tab.dataset.editorTab === chosen));
  });
  area.hidden = chosen === "preview";
  preview.hidden = chosen !== "preview";
  if (chosen === "preview") show(editor, area.value, preview);
  else area.focus();
}

async function show(editor, text, preview) {
  if (!text.trim()) {
    preview.textContent = "Nothing to preview.";
    return;
  }
  preview.textContent = "…";
  try {
    const answer = await fetch(editor.dataset.preview, {
      method: "POST",
      headers: { "X-CSRFToken": csrfToken(), "HX-Request": "true" },
      body: new URLSearchParams({ text }),
    });
    const markup = await answer.text();
    // Markup only of the server's own renderer, which sanitises it; an error is shown as text.
    if (answer.ok) preview.innerHTML = markup;
    else preview.textContent = `The preview failed (${answer.status}).`;
  } catch {
    preview.textContent = "The preview failed: the server could not be reached.";
  }
}

/** Puts the block on lines of its own where the cursor is, its text selected for editing. */
function suggest(editor) {
  select(editor, "write");
  const area = editor.querySelector("textarea");
  const before = area.value.slice(0, area.selectionStart);
  const gap = before === "" || before.endsWith("\n") ? "" : "\n";
  const block = editor.dataset.suggest;
  area.setRangeText(gap + block, area.selectionStart, area.selectionEnd, "end");
  const start = before.length + gap.length;
  area.setSelectionRange(start + block.indexOf("\n") + 1, start + block.trimEnd().lastIndexOf("\n"));
  area.dispatchEvent(new Event("input", { bubbles: true }));
}

function reveal(root) {
  root.querySelectorAll("[data-editor][data-preview] > .editor-bar").forEach((bar) => { bar.hidden = false; });
}

on("click", "[data-editor-tab]", (tab) => select(tab.closest("[data-editor]"), tab.dataset.editorTab));
on("click", "[data-editor-suggest]", (button) => suggest(button.closest("[data-editor]")));
on("toggle", "details.reply", (reply) => reply.open && reply.querySelector("textarea")?.focus(), true);
on("click", "[data-reply-close]", (button) => {
  const reply = button.closest("details.reply");
  reply.removeAttribute("open");
  reply.querySelector("summary").focus();
});

if (!CSS.supports("field-sizing", "content")) {
  on("input", "textarea.input", (area) => {
    const lines = area.value.split("\n").length;
    area.rows = Math.min(Math.max(lines + 1, 4), 30);
  });
}

document.addEventListener("htmx:after:process", (event) => {
  if (event.target instanceof Element) reveal(event.target);
});
reveal(document);
