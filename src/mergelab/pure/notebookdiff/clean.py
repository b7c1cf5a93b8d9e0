"""What of an output is worth comparing: the rest changes at every run without meaning anything.

Left out: memory addresses, random ids, progress bars' clocks, widget model ids, line breaks in
base64, the kernel's temporary file names, and the text "<Figure …>" beside the figure itself.
The patterns look for short fixed shapes, never for HTML structure, and cannot backtrack far.
"""

from __future__ import annotations

import re

from mergelab.pure.notebookdiff.model import Output
from mergelab.pure.notebookdiff.terminal import terminal_text
from mergelab.pure.notebookdiff.values import Json, dumped

WIDGET = "application/vnd.jupyter.widget-view+json"

_MASKS = (
    ("0x", re.compile(r"\b0x[0-9a-fA-F]{6,16}\b"), "0x…"),
    (
        "-",
        re.compile(r"\b[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}\b"),
        "…uuid…",
    ),
    ("altair-viz-", re.compile(r"altair-viz-[0-9a-f]{32}"), "altair-viz-…"),
    ("T_", re.compile(r"\bT_[0-9a-f]{5,36}(?=[_\"' ])"), "T_…"),
    ("<", re.compile(r"\[[0-9:]{4,9}<[0-9:?]{1,9}, {1,2}[^\]\n]{1,24}\]"), "[…]"),
    ("ipykernel_", re.compile(r"(?:/[\w.-]{1,64}){0,8}/ipykernel_\d{1,9}/\d{1,12}\.py"), "<cell>"),
    ("ipython-input-", re.compile(r"<ipython-input-\d{1,6}-[0-9a-f]{6,40}>"), "<cell>"),
    ("Cell In", re.compile(r"Cell In ?\[\d{1,6}\]"), "Cell In[…]"),
)
"""A fixed part to look for first, the pattern, what is put there."""

_REPR = re.compile(
    r"\s*[\[(]?<(?:Figure size|matplotlib\.|Axes|seaborn\.|mpl_toolkits\.|IPython\.core\.display\.)"
)
_REPR_LENGTH = 4000
_SPACE = re.compile(r"\s+")


def clean_text(text: str) -> str:
    """A stream or plain text as a terminal shows it, without what changes at every run."""
    return masked("\n".join(line.rstrip() for line in terminal_text(text)))


def masked(text: str) -> str:
    """The text with each volatile part replaced by a fixed one."""
    for part, pattern, sign in _MASKS:
        if part in text:
            text = pattern.sub(sign, text)
    return text


def clean_output(output: Output) -> tuple[Json, ...]:
    """What two outputs must agree in to be called the same but for noise."""
    if output.kind == "stream":
        return "stream", output.name, clean_text(output.text)
    if output.kind == "error":
        trace = clean_text("\n".join(output.traceback))
        return "error", output.ename, masked(output.evalue), trace
    kind = "bundle" if output.kind in ("display", "result") else output.name
    bundle: dict[str, Json] = {
        mime: clean_value(mime, value)
        for mime, value in output.data.items()
        if not _is_beside_the_point(mime, value, output)
    }
    raw = None if output.kind != "unknown" else list(output.raw)
    return kind, bundle, raw


def clean_value(mime: str, value: Json) -> Json:
    """One entry of a bundle, without what changes at every run."""
    if mime == WIDGET and isinstance(value, dict):
        return {key: part for key, part in value.items() if key != "model_id"}
    if not isinstance(value, str):
        return masked(dumped(value))
    if mime.startswith("image/") and mime != "image/svg+xml":
        return _SPACE.sub("", value)
    if mime == "text/plain":
        return clean_text(value)
    return masked(value).rstrip()


def _is_beside_the_point(mime: str, value: Json, output: Output) -> bool:
    """Whether this is only the text form of a figure that the bundle also holds."""
    if mime != "text/plain" or len(output.data) == 1 or not isinstance(value, str):
        return False
    return WIDGET in output.data or (len(value) < _REPR_LENGTH and bool(_REPR.match(value)))
