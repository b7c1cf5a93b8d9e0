"""How a file writes its JSON, and writing a value the same way."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from json import JSONEncoder

from mergelab.pure.notebookdiff.values import Json

_FIRST_MEMBER = re.compile(r'\s*\{(\s*)"(?:[^"\\]|\\.)*+"(\s*:\s*)', re.DOTALL)
_INDENT = re.compile(r"(\r?\n)([ \t]*)\Z")
_SPACED_COMMA = re.compile(r"[\]}\"\d],( +)\r?\n")
_ESCAPED = re.compile(r"\\u(?:00[89a-f]|0[1-9a-f]|[1-9a-f])", re.IGNORECASE)
_HEAD = 4_000


@dataclass(frozen=True, slots=True)
class Style:
    """What a file's JSON looks like; the defaults are how Jupyter writes.

    `indent` is what one level adds, None for JSON in one line. `comma` and `colon` are written
    after a member and a key. `ascii`: other characters are escaped. `lines`: sources are lists of
    their lines, else single strings.
    """

    indent: str | None = " "
    newline: str = "\n"
    comma: str = ","
    colon: str = ": "
    ascii: bool = False
    lines: bool = True

    @property
    def inline(self) -> Style:
        """The same for a value that stands in one line."""
        if self.indent is None:
            return self
        return replace(self, indent=None, comma=", " if self.colon.endswith(" ") else ",")


class SpelledNumber(float):
    """A number that a file writes in a way of its own: `1e5`, `1.50`, twenty digits."""

    text: str = ""

    @classmethod
    def of(cls, value: float, text: str) -> SpelledNumber:
        number = cls(value)
        number.text = text
        return number


def detect(text: str, *, lines: bool = True) -> Style:
    """The style of a file's text; what the text does not show is as Jupyter writes it."""
    first = _FIRST_MEMBER.match(text)
    if first is None:
        return Style(lines=lines)
    ascii_only = text.isascii() and bool(_ESCAPED.search(text))
    gap = _INDENT.search(first[1])
    if gap is None:
        colon = first[2]
        comma = ", " if colon.endswith(" ") else ","
        return Style(None, "\n", comma, colon, ascii_only, lines)
    spaced = _SPACED_COMMA.search(text, 0, _HEAD)
    comma = f",{spaced[1]}" if spaced else ","
    return Style(gap[2], gap[1], comma, first[2], ascii_only, lines)


def write(value: Json, style: Style, lead: str = "") -> str:
    """The value as JSON; `lead` is the white space before the line that it begins on."""
    writer = _Writer(style)
    writer.put(value, lead)
    return "".join(writer.parts)


class _Writer:
    def __init__(self, style: Style) -> None:
        self.style = style
        self.parts: list[str] = []
        self.quote = JSONEncoder(ensure_ascii=style.ascii).encode

    def put(self, value: Json, lead: str) -> None:
        if isinstance(value, dict) and value:
            inner = self._line(lead, 1)
            before = "{" + inner
            for key, member in value.items():
                self.parts.append(f"{before}{self.quote(key)}{self.style.colon}")
                self.put(member, lead + (self.style.indent or ""))
                before = self.style.comma + inner
            self.parts.append(self._line(lead, 0) + "}")
        elif isinstance(value, list) and value:
            inner = self._line(lead, 1)
            before = "[" + inner
            for member in value:
                self.parts.append(before)
                self.put(member, lead + (self.style.indent or ""))
                before = self.style.comma + inner
            self.parts.append(self._line(lead, 0) + "]")
        else:
            self.parts.append(self._scalar(value))

    def _scalar(self, value: Json) -> str:
        if isinstance(value, SpelledNumber):
            return value.text
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        return repr(value) if is_number else self.quote(value)

    def _line(self, lead: str, levels: int) -> str:
        if self.style.indent is None:
            return ""
        return self.style.newline + lead + self.style.indent * levels
