"""How much two pictures differ once decoded. To be run in a child: see `kit.limited`.

Pixels are compared on white paper, first frames only, both pictures laid on each other at their
top left corners. A pixel has visibly changed if its red, green or blue differ by more than
`TOLERANCE` of 255, so that smoothed edges which come out a little lighter or darker do not count,
or if only one of the pictures covers it. The share is

    changed pixels / pixels that at least one of the pictures covers.
"""

from __future__ import annotations

import io
import json
import struct
import warnings
from collections.abc import Callable, Iterator
from typing import Final, TypedDict

from PIL import Image, ImageChops, ImageOps, UnidentifiedImageError

from mergelab.kit.images import HEAD, LARGEST_PIXELS, image_kind

TOLERANCE: Final = 32

COMPARE: Final = "mergelab.kit.pixels:compare"
"""What `kit.limited` is to call."""

_STRIP_PIXELS: Final = 1 << 20
_ORIENTATION: Final = 0x0112
_LENGTH: Final = 8
_BROKEN: Final = "it cannot be decoded"

Box = tuple[int, int, int, int]
Size = tuple[int, int]


class Compared(TypedDict, total=False):
    """`refused` says why pictures were not compared, and is alone then.

    `share` is from 0 to 1, `box` left, top, right and bottom of all that visibly changed, None
    where nothing did. `same`: not one pixel differs, and the sizes are equal.
    """

    refused: str
    share: float
    box: Box | None
    old_size: Size
    new_size: Size
    same: bool


class NoPicture(ValueError):
    """The bytes are not shown as a picture; the words are for users."""


def question(old: bytes, new: bytes) -> bytes:
    """Two pictures as the payload of `compare`."""
    return len(old).to_bytes(_LENGTH, "big") + old + new


def answer(result: bytes) -> Compared:
    """What `compare` has found out."""
    found: Compared = json.loads(result)
    return found


def compare(payload: bytes) -> bytes:
    """Compare the two pictures of a `question`; a `Compared` as JSON."""
    end = _LENGTH + int.from_bytes(payload[:_LENGTH], "big")
    try:
        found = difference(payload[_LENGTH:end], payload[end:])
    except NoPicture as problem:
        found = {"refused": str(problem)}
    return json.dumps(found).encode()


def difference(old: bytes, new: bytes) -> Compared:
    """How much two pictures differ. Raises NoPicture."""
    before, after = _decoded(old), _decoded(new)
    left, right = _paper(before), _paper(after)
    width, height = min(before.width, after.width), min(before.height, after.height)
    changed, box, same = 0, None, before.size == after.size
    for strip in _strips(width, height):
        delta = ImageChops.difference(left(strip), right(strip))
        if delta.getbbox() is None:
            continue
        same = False
        red, green, blue = delta.split()
        most = ImageChops.lighter(ImageChops.lighter(red, green), blue)
        mask = most.point(lambda value: 255 * (value > TOLERANCE))
        changed += mask.histogram()[255]
        box = _around(box, _moved(mask.getbbox(), strip[1]))
    covered = _area(before.size) + _area(after.size) - width * height
    changed += covered - width * height
    for size in (before.size, after.size):
        box = _around(box, _beyond(size, width, height))
    return {
        "share": changed / covered,
        "box": box,
        "old_size": before.size,
        "new_size": after.size,
        "same": same,
    }


def _decoded(data: bytes) -> Image.Image:
    kind = image_kind(data[:HEAD])
    if kind is None or kind == "svg":
        raise NoPicture("it is no PNG, JPEG, GIF or WebP")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            image: Image.Image = Image.open(io.BytesIO(data), formats=[kind.upper()])
            if _area(image.size) > LARGEST_PIXELS:
                raise NoPicture(f"it has over {LARGEST_PIXELS // 1_000_000} megapixels")
            image.load()
            if image.getexif().get(_ORIENTATION, 1) != 1:
                image = ImageOps.exif_transpose(image)
    except Image.DecompressionBombError:
        raise NoPicture(f"it has over {LARGEST_PIXELS // 1_000_000} megapixels") from None
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError) as problem:
        raise problem if isinstance(problem, NoPicture) else NoPicture(_BROKEN) from problem
    except (IndexError, KeyError, TypeError, struct.error) as problem:
        raise NoPicture(_BROKEN) from problem
    return image


def _paper(image: Image.Image) -> Callable[[Box], Image.Image]:
    """Gives parts of the picture as red, green and blue, with what is transparent as white.

    Part by part, because two large pictures in every form at once would not fit into the limits.
    """
    if image.mode.startswith("I;16"):  # which Pillow would cut to its lowest eight bits
        image = image.convert("I")
    if image.mode in ("I", "F"):
        image = image.point(lambda value: value / 257 + 0).convert("L")

    def part(box: Box) -> Image.Image:
        cut = image.crop(box)
        if cut.mode in ("RGB", "L", "CMYK", "YCbCr") and "transparency" not in cut.info:
            return cut.convert("RGB")
        layer = cut.convert("RGBA")
        white = Image.new("RGBA", layer.size, "white")
        return Image.alpha_composite(white, layer).convert("RGB")

    return part


def _strips(width: int, height: int) -> Iterator[Box]:
    rows = max(_STRIP_PIXELS // max(width, 1), 1)
    for top in range(0, height, rows):
        yield 0, top, width, min(top + rows, height)


def _area(size: Size) -> int:
    return size[0] * size[1]


def _moved(box: Box | None, down: int) -> Box | None:
    return box and (box[0], box[1] + down, box[2], box[3] + down)


def _beyond(size: Size, width: int, height: int) -> Box | None:
    """The smallest rectangle around what a picture covers beyond the part that both do."""
    if size == (width, height):
        return None
    wide, tall = size[0] > width, size[1] > height
    return (0 if tall else width, 0 if wide else height, size[0], size[1])


def _around(first: Box | None, second: Box | None) -> Box | None:
    if first is None or second is None:
        return first or second
    starts = min(first[0], second[0]), min(first[1], second[1])
    return (*starts, max(first[2], second[2]), max(first[3], second[3]))
