"""Whether a browser can draw an SVG in reasonable time.

Elements that `use` elements that `use` others multiply: a few lines can stand for billions of
shapes, which no browser bounds. See https://www.w3.org/TR/SVG2/struct.html#UseElement.
"""

from collections.abc import Iterator
from typing import Final
from xml.parsers import expat

FEW: Final = 20
"""`use` elements that cannot multiply to many, however they are nested."""

MOST: Final = 200_000
"""Elements that are drawn, those of `use` counted as often as they are drawn."""

_REFERENCES: Final = ("href", "xlink:href")


def is_drawable(data: bytes) -> bool:
    """Whether few enough elements are drawn; False also where the XML cannot be read."""
    if data.count(b"use") < FEW:
        return True
    counter = _Counter()
    parser = expat.ParserCreate()
    parser.StartElementHandler = counter.start
    parser.EndElementHandler = counter.end
    parser.EntityDeclHandler = counter.refuse
    try:
        parser.Parse(data, True)
        return counter.total() <= MOST
    except (expat.ExpatError, ValueError, RecursionError):
        return False


class _Counter:
    """Counts the elements below each id, and whom they use."""

    def __init__(self) -> None:
        self.own: dict[str, int] = {"": 0}
        self.uses: dict[str, list[str]] = {"": []}
        self.open: list[str] = [""]

    def start(self, name: str, attributes: dict[str, str]) -> None:
        here = self.open[-1]
        named = attributes.get("id", "")
        if named and named not in self.own:
            self.own[named], self.uses[named] = 0, []
            self.uses[here].append(named)
            here = named
        self.own[here] += 1
        if name.rpartition(":")[2] == "use":
            targets = (attributes.get(reference, "") for reference in _REFERENCES)
            self.uses[here] += [target[1:] for target in targets if target.startswith("#")]
        self.open.append(here)

    def end(self, _name: str) -> None:
        self.open.pop()

    def refuse(self, *_declared: object) -> None:
        raise ValueError("entities are not expanded")

    def total(self) -> int:
        """The elements drawn from the root; more than `MOST` where uses go round in a circle."""
        counts: dict[str, int] = {}
        waiting: list[tuple[str, Iterator[str]]] = [("", iter(self.uses[""]))]
        under_way = {""}
        while waiting:
            name, targets = waiting[-1]
            target = next((one for one in targets if one in self.own and one not in counts), None)
            if target is None:
                used = sum(counts.get(one, 0) for one in self.uses[name])
                counts[name] = min(self.own[name] + used, MOST + 1)
                under_way.discard(name)
                waiting.pop()
            elif target in under_way:
                return MOST + 1
            else:
                under_way.add(target)
                waiting.append((target, iter(self.uses[target])))
        return counts[""]
