"""What of an output is worth comparing: the rest changes at every run without meaning anything.

Left out: memory addresses, random ids, progress bars' clocks, widget model ids, line breaks in
base64, the kernel's temporary file names, and the text "<Figure …>" beside the figure itself.
The patterns look for short fixed shapes, never for HTML structure, and cannot backtrack far.
"""

from __future__ import annotations

import re

from mergelab.pure.notebookdiff.model import Output
from mergelab.pure.notebookdiff.terminal import terminal_text
from mergelab.pure.notebookdiff.values import Json, JsonObject, as_json

WIDGET = "application/vnd.jupyter.widget-view+json"

_MASKS = (
    ("0x", re.compile(r"0x(?<!\w0x)[0-9a-fA-F]{6,16}\b"), "0x…"),
    ("altair-viz-", re.compile(r"altair-viz-[0-9a-f]{32}"), "altair-viz-…"),
    ("T_", re.compile(r"T_(?<!\wT_)[0-9a-f]{5,36}(?=[_\"' ])"), "T_…"),
    ("<", re.compile(r"\[[0-9:]{4,9}<[0-9:?]{1,9}, {1,2}[^\]\n]{1,24}\]"), "[…]"),
    ("ipykernel_", re.compile(r"(?:/[\w.-]{1,64}){0,8}/ipykernel_\d{1,9}/\d{1,12}\.py"), "<cell>"),
    ("ipython-input-", re.compile(r"<ipython-input-\d{1,6}-[0-9a-f]{6,40}>"), "<cell>"),
    ("Cell In", re.compile(r"Cell In ?\[\d{1,6}\]"), "Cell In[…]"),
)
"""A fixed part to look for first, the pattern, what is put there. A pattern that starts with fixed
characters is ten times faster than one that starts with a word boundary, hence the odd order."""

_UUID_TAIL = re.compile(r"-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}(?!\w)")
_UUID_HEAD = re.compile(r"(?<!\w)[0-9a-fA-F]{8}")
_HEAD = 8

_REPR = re.compile(
    r"\s*[\[(]?<(?:Figure size|matplotlib\.|Axes|seaborn\.|mpl_toolkits\.|IPython\.core\.display\.)"
)
_REPR_LENGTH = 4000
_BUNDLES = ("display", "result")
_IDS = ("id", "outputId", "colab")


def clean_text(text: str) -> str:
    """A stream or plain text as a terminal shows it, without what changes at every run."""
    return masked("\n".join(line.rstrip() for line in terminal_text(text)))


def masked(text: str) -> str:
    """The text with each volatile part replaced by a fixed one."""
    for part, pattern, sign in _MASKS:
        if part in text:
            text = pattern.sub(sign, text)
    return _without_uuids(text)


def _without_uuids(text: str) -> str:
    kept: list[str] = []
    at = 0
    for tail in _UUID_TAIL.finditer(text):
        start = tail.start() - _HEAD
        if start >= at and _UUID_HEAD.match(text, start):
            kept += [text[at:start], "…uuid…"]
            at = tail.end()
    return "".join([*kept, text[at:]]) if kept else text


def same_but_noise(old: Output, new: Output) -> bool:
    """Whether `clean_output` is the same for both; looks only at what differs, which is faster."""
    if not (old.kind in _BUNDLES and new.kind in _BUNDLES and old.mimes == new.mimes):
        return clean_output(old) == clean_output(new)
    return _clean_metadata(old) == _clean_metadata(new) and all(
        value == new.data[mime]
        or clean_value(mime, value) == clean_value(mime, new.data[mime])
        or (_is_beside_the_point(mime, old) and _is_beside_the_point(mime, new))
        for mime, value in old.data.items()
    )


def clean_output(output: Output) -> list[Json]:
    """What two outputs must agree in to be called the same but for noise."""
    if output.kind == "stream":
        return ["stream", output.name, clean_text(output.text)]
    if output.kind == "error":
        trace = clean_text("\n".join(output.traceback))
        return ["error", output.ename, masked(output.evalue), trace]
    if output.kind == "unknown":
        return [output.name, *output.raw]
    bundle: dict[str, Json] = {
        mime: clean_value(mime, value)
        for mime, value in output.data.items()
        if not _is_beside_the_point(mime, output)
    }
    return ["bundle", bundle, _clean_metadata(output)]


def clean_value(mime: str, value: Json) -> Json:
    """One entry of a bundle, without what changes at every run."""
    if mime == WIDGET and isinstance(value, dict):
        return {key: part for key, part in value.items() if key != "model_id"}
    if not isinstance(value, str):
        return masked(as_json(value))
    if mime.startswith("image/") and mime != "image/svg+xml":
        return "".join(value.split())
    if mime == "text/plain":
        return clean_text(value)
    return masked(value).rstrip()


def _clean_metadata(output: Output) -> JsonObject:
    return {key: value for key, value in output.metadata.items() if key not in _IDS}


def _is_beside_the_point(mime: str, output: Output) -> bool:
    """Whether this is only the text form of a figure that the bundle also holds."""
    value = output.data[mime]
    if mime != "text/plain" or len(output.data) == 1 or not isinstance(value, str):
        return False
    return WIDGET in output.data or (len(value) < _REPR_LENGTH and bool(_REPR.match(value)))
