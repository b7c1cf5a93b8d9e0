"""What a reader wants to see of notebooks: said in the address, else what was chosen last."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Final
from urllib.parse import urlencode

from mergelab.accounts.models import User
from mergelab.notebooks.models import ViewPreferences

_WORDS: Final = {"show": True, "hide": False}
LABELS: Final = {"outputs": "Outputs", "metadata": "Metadata", "unchanged": "All cells"}


@dataclass(frozen=True)
class Choice:
    """Which parts of notebooks are shown. `raw`: the lines of the file instead of cells."""

    outputs: bool = True
    metadata: bool = False
    unchanged: bool = False
    raw: bool = False

    @property
    def query(self) -> dict[str, str]:
        """All of it as parameters of an address."""
        values = {field.name: getattr(self, field.name) for field in fields(self)}
        return {name: "show" if value else "hide" for name, value in values.items()}

    def said_by(self, parameters: Mapping[str, str]) -> "Choice":
        """The choice with what the parameters of an address say otherwise."""
        said = {
            field.name: _WORDS[parameters[field.name]]
            for field in fields(self)
            if parameters.get(field.name) in _WORDS
        }
        return replace(self, **said)


@dataclass(frozen=True)
class Switch:
    """A link that turns one thing on or off, or chooses a view."""

    label: str
    url: str
    active: bool


def stored_choice(user: User | None) -> Choice:
    """What the user chose last; the defaults for those who are not signed in."""
    known = ViewPreferences.objects.filter(user=user).first() if user is not None else None
    if known is None:
        return Choice()
    return Choice(known.outputs, known.metadata, known.unchanged, known.raw)


def part_switches(
    url: str, keep: Mapping[str, str], choice: Choice, anchor: str = ""
) -> list[Switch]:
    """One switch for each part that can be hidden; `keep` is what else the address says."""
    return [
        Switch(
            label,
            _address(url, keep, replace(choice, **{name: not getattr(choice, name)}), anchor),
            getattr(choice, name),
        )
        for name, label in LABELS.items()
    ]


def view_switches(
    url: str, keep: Mapping[str, str], choice: Choice, anchor: str = ""
) -> list[Switch]:
    """Between the cells and the lines of the file."""
    return [
        Switch(label, _address(url, keep, replace(choice, raw=raw), anchor), choice.raw is raw)
        for label, raw in (("Notebook", False), ("Raw", True))
    ]


def _address(url: str, keep: Mapping[str, str], choice: Choice, anchor: str) -> str:
    query = urlencode({**keep, **choice.query})
    return f"{url}?{query}" + (f"#{anchor}" if anchor else "")
