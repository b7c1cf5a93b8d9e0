"""How the reader wants differences: said in the address, remembered for the next page."""

from dataclasses import dataclass
from urllib.parse import urlencode

from mergelab.accounts.models import User
from mergelab.kit.access import Request
from mergelab.notebooks.models import ViewPreferences


@dataclass(frozen=True)
class Layout:
    split: bool
    ignore_whitespace: bool

    @property
    def query(self) -> dict[str, str]:
        return {
            "view": "split" if self.split else "unified",
            "whitespace": "hide" if self.ignore_whitespace else "show",
        }


def layout_of(request: Request) -> Layout:
    """What the address says, else what the user chose last. A new choice is remembered."""
    user: User | None = request.actor.user
    known = ViewPreferences.objects.filter(user=user).first() if user is not None else None
    was = known or ViewPreferences()
    view, white = request.GET.get("view"), request.GET.get("whitespace")
    layout = Layout(
        split=was.split if view not in {"split", "unified"} else view == "split",
        ignore_whitespace=was.ignore_whitespace
        if white not in {"hide", "show"}
        else white == "hide",
    )
    if user is not None and layout != Layout(was.split, was.ignore_whitespace):
        ViewPreferences.objects.update_or_create(
            user=user,
            defaults={"split": layout.split, "ignore_whitespace": layout.ignore_whitespace},
        )
    return layout


def switches(url: str, layout: Layout, keep: dict[str, str]) -> dict[str, str]:
    """The address of each choice; `keep` is what else the address says."""

    def with_(**change: bool) -> str:
        chosen = Layout(
            split=change.get("split", layout.split),
            ignore_whitespace=change.get("ignore_whitespace", layout.ignore_whitespace),
        )
        return f"{url}?{urlencode({**keep, **chosen.query})}"

    return {
        "unified": with_(split=False),
        "split": with_(split=True),
        "show": with_(ignore_whitespace=False),
        "hide": with_(ignore_whitespace=True),
    }
