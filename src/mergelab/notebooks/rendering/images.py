"""Pictures in notebooks: base64 in JSON, and what it really holds."""

import base64
from typing import Final, Literal, NamedTuple

from mergelab.kit.images import HEAD, Kind, Size, image_kind, image_size
from mergelab.kit.svg import is_drawable
from mergelab.pure.notebookdiff import Json, Output
from mergelab.pure.notebookdiff.values import as_object, joined

LARGEST: Final = 32 * 1024 * 1024
"""Characters of one picture."""

HEADER: Final = 64 * 1024
"""Characters from which a picture's kind and size are read."""

FIRST: Final = 1024
"""Characters that hold the size of all but some JPEGs."""

RASTER: Final = ("image/png", "image/jpeg", "image/gif", "image/webp")
SVG: Final = "image/svg+xml"

Shown = Literal["png", "jpeg", "gif", "webp", "svg"]


class Figure(NamedTuple):
    """A picture that a page can show: its MIME type in the bundle, true kind and size in pixels."""

    mime: str
    kind: Kind
    size: Size | None


def figure_of(output: Output) -> Figure | None:
    """The picture that stands for the output: pixels before SVG; None where there is none."""
    for mime in (*RASTER, SVG):
        value = output.data.get(mime)
        if isinstance(value, str):
            found = _figure(mime, value)
            if found is not None:
                return found
    return None


def attached_figure(value: Json) -> Figure | None:
    """The picture among the entries of an attachment; None where there is none."""
    for mime, data in as_object(value).items():
        found = _figure(mime, joined(data)) if mime in (*RASTER, SVG) else None
        if found is not None:
            return found
    return None


def figure_data(mime: str, value: object) -> bytes | None:
    """The bytes of a picture; None where they are none of the kinds that are shown."""
    if not isinstance(value, str) or len(value) > LARGEST:
        return None
    data = value.encode("utf-8", "replace") if mime == SVG else decoded(value)
    kind = image_kind(data[:HEAD])
    if kind is None or (kind == "svg") != (mime == SVG):
        return None
    return data if kind != "svg" or is_drawable(data) else None


def decoded(value: str) -> bytes:
    """The bytes of base64 as notebooks have it, line breaks included; as far as it is base64."""
    text = "".join(value.split())
    try:
        return base64.b64decode(text[: len(text) // 4 * 4])
    except ValueError:  # what is not base64, and what is not even ASCII
        return b""


def same_picture(old: str, new: str) -> bool:
    """Whether two base64 texts hold the same bytes."""
    return old == new or "".join(old.split()) == "".join(new.split())


def _figure(mime: str, value: str) -> Figure | None:
    if len(value) > LARGEST:
        return None
    is_svg = mime == SVG
    data = value[:HEADER].encode("utf-8", "replace") if is_svg else decoded(value[:FIRST])
    kind = image_kind(data[:HEAD])
    if kind is None or (kind == "svg") != is_svg:
        return None
    if is_svg and not is_drawable(value.encode("utf-8", "replace")):
        return None
    # Most kinds say their size first; a JPEG may have a lot before.
    size = None if is_svg else image_size(data) or image_size(decoded(value[:HEADER]))
    return Figure(mime, kind, size)
