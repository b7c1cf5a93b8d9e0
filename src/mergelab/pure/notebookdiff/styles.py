"""How text on a terminal looks, and the codes that say so: SGR as in ECMA-48."""

from __future__ import annotations

from dataclasses import dataclass, replace

from mergelab.pure.notebookdiff.colours import nearest

_ON = {1: "bold", 2: "dim", 3: "italic", 4: "underline", 7: "inverse", 9: "strike"}
_OFF = {22: ("bold", "dim"), 23: ("italic",), 24: ("underline",), 27: ("inverse",), 29: ("strike",)}


@dataclass(frozen=True, slots=True)
class Style:
    """How a span looks. Colours are one of 16 names, `red` to `bright-white`, or None."""

    fg: str | None = None
    bg: str | None = None
    bold: bool = False
    dim: bool = False
    italic: bool = False
    underline: bool = False
    strike: bool = False
    inverse: bool = False

    @property
    def classes(self) -> tuple[str, ...]:
        """Names for class attributes: `fg-red`, `bg-blue`, `bold`…, from a fixed set."""
        flags = ("bold", "dim", "italic", "underline", "strike", "inverse")
        colours = (self.fg and f"fg-{self.fg}", self.bg and f"bg-{self.bg}")
        return tuple(filter(None, colours)) + tuple(flag for flag in flags if getattr(self, flag))


PLAIN = Style()


def numbers(text: str) -> list[int]:
    """The parameters of a control sequence; one that is missing is 0."""
    parts = text.replace(":", ";").split(";")
    return [int(part) if part.isascii() and part.isdigit() else 0 for part in parts]


def sgr(style: Style, codes: list[int]) -> Style:
    """The style after an SGR sequence; codes that are unknown change nothing."""
    changes: dict[str, object] = {}
    rest = iter(codes)
    for code in rest:
        if code == 0:
            style, changes = PLAIN, {}
        elif code in _ON:
            changes[_ON[code]] = True
        elif code in _OFF:
            changes.update(dict.fromkeys(_OFF[code], False))
        elif code in (39, 49):
            changes["fg" if code == 39 else "bg"] = None
        else:
            colour = nearest(code, rest)
            if colour:
                changes[colour[0]] = colour[1]
    return replace(style, **changes) if changes else style  # type: ignore[arg-type]
