"""What a page asks of a notebook's difference, and what it puts around."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from django.utils.safestring import SafeString

SideName = Literal["old", "new"]
PartName = Literal["notebook", "cell", "source", "output", "metadata", "attachments"]
Gone = tuple[SideName, int | None]


class Spot(NamedTuple):
    """A place that can be commented on; cells and outputs count from 0, lines from 1.

    `line` is one of the cell's source, or of the output's text as a terminal shows it.
    `region` is a rectangle on an output's figure, as in `Anchor.region`; empty for none.
    """

    side: SideName
    part: PartName
    cell: int | None = None
    line: int | None = None
    output: int | None = None
    region: tuple[int, ...] = ()

    def query(self) -> dict[str, str | int]:
        """The place as parameters of an address."""
        found = {"cell": self.cell, "line": self.line, "output": self.output}
        numbers = {name: value for name, value in found.items() if value is not None}
        region = {"region": ",".join(map(str, self.region))} if self.region else {}
        return {"side": self.side, "part": self.part, **numbers, **region}


@dataclass(frozen=True)
class Around:
    """What a page puts around a notebook; each part may be left out.

    `threads` is safe HTML by place. `gone` is safe HTML of threads on cells that were deleted, by
    side and the cell before their place, None for the beginning. `comment_url` gives the address
    of the form that starts a thread at a place. `part_url` gives the address of a fragment: it
    answers with `Drawing.part` of the query that it is given.
    """

    threads: Mapping[Spot, SafeString] = field(default_factory=dict)
    gone: Mapping[Gone, SafeString] = field(default_factory=dict)
    comment_url: Callable[[Spot], str] | None = None
    part_url: Callable[[dict[str, int]], str] | None = None
