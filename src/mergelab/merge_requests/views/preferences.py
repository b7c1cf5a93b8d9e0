"""The reader's layout: said in the address, remembered for the next page."""

from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from mergelab.kit.access import Request
from mergelab.merge_requests.layouts import FIELDS, NOTEBOOK_SWITCHES, SHOWS, Layout
from mergelab.notebooks.models import ViewPreferences

LABELS = {
    "outputs": "Outputs",
    "metadata": "Metadata",
    "unchanged": "Unchanged cells",
    "raw": "Raw JSON",
}


def layout_of(request: Request) -> Layout:
    """What the address says, else what the user chose last. A new choice is remembered."""
    user = request.actor.user
    known = None if user is None else ViewPreferences.objects.filter(user=user).first()
    was = Layout() if known is None else Layout(**{name: getattr(known, name) for name in FIELDS})
    layout = replace(was, **_asked(request))
    if user is not None and layout != was:
        chosen = {name: getattr(layout, name) for name in FIELDS}
        ViewPreferences.objects.update_or_create(user=user, defaults=chosen)
    return layout


def switches(url: str, layout: Layout, keep: dict[str, str]) -> dict[str, Any]:
    """The address of each choice; `keep` is what else the address says."""

    def with_(**change: bool) -> str:
        return f"{url}?{urlencode({**keep, **replace(layout, **change).query})}"

    return {
        "unified": with_(split=False),
        "split": with_(split=True),
        "show": with_(ignore_whitespace=False),
        "hide": with_(ignore_whitespace=True),
        "notebook": [
            (LABELS[name], with_(**{name: not getattr(layout, name)}), getattr(layout, name))
            for name in NOTEBOOK_SWITCHES
        ],
    }


def _asked(request: Request) -> dict[str, bool]:
    view, white = request.GET.get("view"), request.GET.get("whitespace")
    asked: dict[str, bool] = {}
    if view in {"split", "unified"}:
        asked["split"] = view == "split"
    if white in SHOWS:
        asked["ignore_whitespace"] = white == "hide"
    for name in NOTEBOOK_SWITCHES:
        said = request.GET.get(name)
        if said in SHOWS:
            asked[name] = SHOWS[said]
    return asked
