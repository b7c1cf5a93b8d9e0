"""How a reader wants differences."""

from dataclasses import dataclass, fields
from typing import Final

SHOWS: Final = {"show": True, "hide": False}


@dataclass(frozen=True)
class Layout:
    """The switches of the Changes page; the fields of `notebooks.ViewPreferences`."""

    split: bool = False
    ignore_whitespace: bool = False
    outputs: bool = True
    metadata: bool = False
    unchanged: bool = False
    raw: bool = False

    @property
    def unified(self) -> bool:
        return not self.split

    @property
    def shows_whitespace(self) -> bool:
        return not self.ignore_whitespace

    @property
    def query(self) -> dict[str, str]:
        """What an address says to get this layout."""
        return {
            "view": "split" if self.split else "unified",
            "whitespace": "hide" if self.ignore_whitespace else "show",
            **{name: "show" if getattr(self, name) else "hide" for name in NOTEBOOK_SWITCHES},
        }


NOTEBOOK_SWITCHES: Final = ("outputs", "metadata", "unchanged", "raw")
FIELDS: Final = tuple(field.name for field in fields(Layout))
