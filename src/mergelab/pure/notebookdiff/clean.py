"""What of an output is worth comparing: the rest changes at every run without meaning anything.

Left out: memory addresses, random ids, progress bars' clocks, timings, widget model ids, line
breaks in base64 and remarks in PNGs, ids and classes in HTML, the kernel's temporary file names,
and the text "<Figure …>" beside the figure itself.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from mergelab.pure.notebookdiff.htmlnoise import same_html
from mergelab.pure.notebookdiff.masks import masked
from mergelab.pure.notebookdiff.model import Output
from mergelab.pure.notebookdiff.rich.canonical import BOKEH, PLOTLY, VEGA, WIDGET, canonical
from mergelab.pure.notebookdiff.rich.pictures import same_pixels
from mergelab.pure.notebookdiff.scripts import same_script
from mergelab.pure.notebookdiff.terminal import terminal_text
from mergelab.pure.notebookdiff.values import Json, JsonObject, as_json

_SVG_IDS = re.compile(r"(?<=[\"#])[a-zA-Z]{1,2}[0-9a-f]{10}(?=[\")])")
_SVG_REMARKS = re.compile(r"<dc:(date|title)>[^<]{0,200}</dc:")
_REPR = re.compile(
    r"\s*[\[(]?<(?:Figure size|matplotlib\.|Axes|seaborn\.|mpl_toolkits\.|IPython\.core\.display\.)"
)
_REPR_LENGTH = 4000
_LIVE = (WIDGET, PLOTLY, VEGA, BOKEH)
"""Types whose JSON is the whole figure; text and HTML beside it are for who cannot draw it."""

_BUNDLES = ("display", "result")
_IDS = ("id", "outputId", "colab")


def clean_text(text: str) -> str:
    """A stream or plain text as a terminal shows it, without what changes at every run."""
    return _clean_lines(terminal_text(text))


def _clean_lines(lines: Sequence[str]) -> str:
    return masked("\n".join([line.rstrip() for line in lines]))


def same_but_noise(old: Output, new: Output) -> bool:
    """Whether `clean_output` is the same for both; looks only at what differs, which is faster."""
    if not (old.kind in _BUNDLES and new.kind in _BUNDLES and old.mimes == new.mimes):
        return clean_output(old) == clean_output(new)
    return _clean_metadata(old) == _clean_metadata(new) and all(
        value == new.data[mime]
        or (_is_beside_the_point(mime, old) and _is_beside_the_point(mime, new))
        or _is_same_value(mime, value, new.data[mime])
        for mime, value in old.data.items()
    )


def _is_same_value(mime: str, old: Json, new: Json) -> bool:
    """Whether an entry of two bundles shows the same; the cheap comparison comes first."""
    if mime == "application/javascript" and isinstance(old, str) and isinstance(new, str):
        return same_script(old, new)
    left, right = clean_value(mime, old), clean_value(mime, new)
    if left == right:
        return True
    if not (isinstance(left, str) and isinstance(right, str)):
        return False
    if mime == "text/html":
        return same_html(left, right)
    return mime == "image/png" and same_pixels(left, right)


def clean_output(output: Output) -> list[Json]:
    """What two outputs must agree in to be called the same but for noise; kept with the output."""
    known: list[Json] | None = output.__dict__.get("clean")
    if known is None:
        known = output.__dict__["clean"] = _clean_output(output)
    return known


def _clean_output(output: Output) -> list[Json]:
    if output.kind == "stream":
        return ["stream", output.name, _clean_lines(output.lines)]
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
    if not isinstance(value, str):
        return masked(as_json(canonical(mime, value)))
    if mime == "image/svg+xml":
        return masked(_SVG_REMARKS.sub(r"<dc:\1></dc:", _SVG_IDS.sub("…", value))).rstrip()
    if mime.startswith("image/"):
        return "".join(value.split())
    if mime == "text/plain":
        return clean_text(value)
    return masked(value).rstrip()


def _clean_metadata(output: Output) -> JsonObject:
    return {
        key: masked(as_json(value)) for key, value in output.metadata.items() if key not in _IDS
    }


def _is_beside_the_point(mime: str, output: Output) -> bool:
    """Whether this only stands in for a figure or widget that the bundle also holds."""
    if mime not in ("text/plain", "text/html") or len(output.data) == 1:
        return False
    if any(name.startswith(_LIVE) for name in output.data):
        return True
    value = output.data[mime]
    return (
        mime == "text/plain"
        and isinstance(value, str)
        and len(value) < _REPR_LENGTH
        and bool(_REPR.match(value))
    )
