"""What a reader wants to see of differences: said in the address, else what was chosen last."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any, Final, Literal, cast, get_args

from mergelab.accounts.models import User
from mergelab.notebooks.models import ViewPreferences

Mode = Literal["code", "report", "raw"]
MODES: Final[tuple[Mode, ...]] = get_args(Mode)
PARTS: Final = ("outputs", "metadata", "unchanged")
"""What can be shown or left out of a notebook."""

_SHOWN: Final = {"show": True, "hide": False}
_VIEWS: Final = {"split": True, "unified": False}


@dataclass(frozen=True)
class Choice:
    """The switches of every page that shows differences; the fields of `ViewPreferences`.

    `mode`: sources with outputs folded to a line each, what a reader of the report sees, or the
    lines of the file. `outputs` opens what is folded, `unchanged` shows all cells.
    """

    mode: Mode = "code"
    split: bool = False
    ignore_whitespace: bool = False
    outputs: bool = False
    metadata: bool = False
    unchanged: bool = False

    @property
    def is_raw(self) -> bool:
        return self.mode == "raw"

    @property
    def is_report(self) -> bool:
        return self.mode == "report"

    @property
    def query(self) -> dict[str, str]:
        """All of it as parameters of an address."""
        return {
            "view": "split" if self.split else "unified",
            "whitespace": "hide" if self.ignore_whitespace else "show",
            "mode": self.mode,
            **{name: "show" if getattr(self, name) else "hide" for name in PARTS},
        }

    @property
    def values(self) -> dict[str, Any]:
        """All of it by the names of the fields."""
        return {name: getattr(self, name) for name in FIELDS}

    def said_by(self, parameters: Mapping[str, str]) -> "Choice":
        """The choice with what the parameters of an address say otherwise.

        `split=1` and `raw=show` are how older addresses put it.
        """
        said: dict[str, Any] = {
            name: _SHOWN[parameters[name]] for name in PARTS if parameters.get(name) in _SHOWN
        }
        if parameters.get("split") in ("0", "1"):
            said["split"] = parameters["split"] == "1"
        if parameters.get("view") in _VIEWS:
            said["split"] = _VIEWS[parameters["view"]]
        if parameters.get("whitespace") in _SHOWN:
            said["ignore_whitespace"] = not _SHOWN[parameters["whitespace"]]
        if parameters.get("raw") in _SHOWN:
            is_raw = _SHOWN[parameters["raw"]]
            said["mode"] = "raw" if is_raw else "code" if self.is_raw else self.mode
        if parameters.get("mode") in MODES:
            said["mode"] = parameters["mode"]
        return replace(self, **said)


FIELDS: Final = tuple(field.name for field in fields(Choice))


def stored_choice(user: User | None) -> Choice:
    """What the user chose last; the defaults for those who are not signed in."""
    known = ViewPreferences.objects.filter(user=user).first() if user is not None else None
    if known is None:
        return Choice()
    choice = Choice(**{name: getattr(known, name) for name in FIELDS if name != "mode"})
    return replace(choice, mode=cast("Mode", known.mode))
