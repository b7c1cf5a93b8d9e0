"""The terminal's colours, each as one of 16 names.

The page's policy allows no inline style, so 256 colours and RGB become the nearest named one.
Numbers as in ECMA-48 SGR, with 90–107 and 38/48 as xterm has them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

Ground = Literal["fg", "bg"]

NAMES = ("black", "red", "green", "yellow", "blue", "magenta", "cyan", "white")
_RGB = (
    *((0, 0, 0), (205, 0, 0), (0, 205, 0), (205, 205, 0)),
    *((0, 0, 238), (205, 0, 205), (0, 205, 205), (229, 229, 229)),
    *((127, 127, 127), (255, 0, 0), (0, 255, 0), (255, 255, 0)),
    *((92, 92, 255), (255, 0, 255), (0, 255, 255), (255, 255, 255)),
)
_CUBE = (0, 95, 135, 175, 215, 255)


def nearest(code: int, rest: Iterator[int]) -> tuple[Ground, str] | None:
    """Which ground an SGR number colours, and the colour's name; None if it is no colour.

    `rest` are the numbers after it: 38 and 48 take theirs from there.
    """
    ground: Ground = "bg" if 40 <= code <= 48 else "fg"
    if 30 <= code <= 37 or 40 <= code <= 47:
        return ground, NAMES[code % 10]
    if 90 <= code <= 97:
        return "fg", f"bright-{NAMES[code % 10]}"
    if 100 <= code <= 107:
        return "bg", f"bright-{NAMES[code % 10]}"
    if code not in (38, 48):
        return None
    mode = next(rest, 0)
    if mode == 5:
        return ground, _indexed(min(next(rest, 0), 255))
    if mode == 2:
        red, green, blue = (min(next(rest, 0), 255) for _ in range(3))
        return ground, _closest(red, green, blue)
    return None


def _name(index: int) -> str:
    return NAMES[index] if index < 8 else f"bright-{NAMES[index - 8]}"


def _indexed(index: int) -> str:
    if index < 16:
        return _name(index)
    if index >= 232:
        grey = 8 + 10 * (index - 232)
        return _closest(grey, grey, grey)
    index -= 16
    return _closest(_CUBE[index // 36], _CUBE[index // 6 % 6], _CUBE[index % 6])


def _closest(red: int, green: int, blue: int) -> str:
    distances = [
        ((red - r) ** 2 + (green - g) ** 2 + (blue - b) ** 2, index)
        for index, (r, g, b) in enumerate(_RGB)
    ]
    return _name(min(distances)[1])
