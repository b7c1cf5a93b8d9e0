"""The controls of a notebook's difference: which view, which layout, what is shown."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final
from urllib.parse import urlencode

from mergelab.notebooks.queries.preferences import Choice, Mode

MODE_LABELS: Final[dict[Mode, str]] = {
    "code": "Code review",
    "report": "Report review",
    "raw": "Raw",
}
PART_LABELS: Final = {"outputs": "Outputs", "metadata": "Metadata", "unchanged": "All cells"}


@dataclass(frozen=True)
class Switch:
    """A link that turns one thing on or off, or chooses a view."""

    label: str
    url: str
    active: bool


@dataclass(frozen=True)
class Toolbar:
    """Links to the same page with another choice; `parts` is empty where nothing can be hidden."""

    modes: tuple[Switch, ...]
    layouts: tuple[Switch, ...]
    spaces: tuple[Switch, ...]
    parts: tuple[Switch, ...]


def toolbar_of(url: str, keep: Mapping[str, str], choice: Choice, anchor: str = "") -> Toolbar:
    """The controls for a page at `url`; `keep` is what else its address says."""

    def switch(label: str, *, active: bool, **change: Any) -> Switch:
        query = urlencode({**keep, **replace(choice, **change).query})
        return Switch(label, f"{url}?{query}" + (f"#{anchor}" if anchor else ""), active)

    return Toolbar(
        modes=tuple(
            switch(label, active=choice.mode == mode, mode=mode)
            for mode, label in MODE_LABELS.items()
        ),
        layouts=(
            switch("Unified", active=not choice.split, split=False),
            switch("Split", active=choice.split, split=True),
        ),
        spaces=(
            switch("All changes", active=not choice.ignore_whitespace, ignore_whitespace=False),
            switch("Hide white space", active=choice.ignore_whitespace, ignore_whitespace=True),
        ),
        parts=()
        if choice.is_raw
        else tuple(
            switch(label, active=getattr(choice, name), **{name: not getattr(choice, name)})
            for name, label in PART_LABELS.items()
        ),
    )
