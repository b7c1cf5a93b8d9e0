"""Badges, avatars, toasts, alerts, empty states, progress, checks and activity."""

import zlib
from datetime import datetime
from typing import Final, NamedTuple

from django.utils.safestring import SafeString

from mergelab.web.components.base import register, render

AVATAR_COLOURS: Final = 10
MESSAGE_ICONS: Final = {
    "success": "circle-check",
    "warning": "warning",
    "danger": "error",
    "info": "info",
    "neutral": "info",
}
# Django's message levels in the words of the components.
MESSAGE_KINDS: Final = {"error": "danger", "debug": "info"}


class State(NamedTuple):
    """How a known state is shown."""

    label: str
    kind: str
    icon: str


STATES: Final[dict[str, State]] = {
    "opened": State("Open", "success", "merge-request"),
    "open": State("Open", "success", "merge-request"),
    "merged": State("Merged", "info", "merge"),
    "closed": State("Closed", "danger", "merge-request-closed"),
    "draft": State("Draft", "neutral", "merge-request-draft"),
    "locked": State("Merging", "warning", "clock"),
    "private": State("Private", "outline", "lock"),
    "internal": State("Internal", "outline", "shield"),
    "public": State("Public", "outline", "world"),
    "archived": State("Archived", "warning", "archive"),
    "protected": State("Protected", "outline", "shield"),
    "default": State("Default", "info", ""),
    "resolved": State("Resolved", "success", "check"),
    "outdated": State("Outdated", "warning", "history"),
    "applied": State("Applied", "success", "check"),
    "cell-deleted": State("Cell deleted", "warning", "history"),
    "approved": State("Approved", "success", "check"),
    "admin": State("Administrator", "info", "shield"),
    "blocked": State("Blocked", "danger", "circle-x"),
    "queued": State("Queued", "neutral", "clock"),
    "running": State("Running", "info", "refresh"),
    "succeeded": State("Succeeded", "success", "circle-check"),
    "failed": State("Failed", "danger", "circle-x"),
    "active": State("Active", "success", "circle-check"),
    "expired": State("Expired", "neutral", "clock"),
    "revoked": State("Revoked", "danger", "circle-x"),
    "added": State("Added", "success", "plus"),
    "deleted": State("Deleted", "danger", "minus"),
    "renamed": State("Renamed", "info", "arrow-right"),
    "changed": State("Changed", "warning", "pencil"),
}


@register.simple_tag
def badge(label: object, *, kind: str = "neutral", icon: str = "", title: str = "") -> SafeString:
    """A small label. kind: neutral, success, warning, danger, info, outline."""
    return render("badge", label=label, kind=kind, icon=icon, title=title)


@register.simple_tag
def state_badge(state: str, *, label: str = "") -> SafeString:
    """The badge of a known state (STATES), such as opened, merged, private; else a neutral one."""
    known = STATES.get(str(state).lower(), State(str(state), "neutral", ""))
    return render("badge", label=label or known.label, kind=known.kind, icon=known.icon, title="")


def person_name(person: object) -> str:
    """The name to show for a user object, a plain name, or None (someone who is gone)."""
    if person is None:
        return "Deleted user"
    for attribute in ("name", "username"):
        value = getattr(person, attribute, "")
        if value:
            return str(value)
    return str(person)


def initials(name: str) -> str:
    """Two letters: of the first and last word, or the first two of a single one."""
    words = [word for word in name.replace("-", " ").replace("_", " ").split() if word]
    if not words:
        return "?"
    letters = words[0][0] + words[-1][0] if len(words) > 1 else words[0][:2]
    return letters.upper()


@register.simple_tag
def avatar(
    person: object, *, size: str = "", square: bool = False, hidden: bool = False
) -> SafeString:
    """Initials on a colour that is stable for the name. size: "", small, large.

    `hidden` keeps it from screen readers where the name stands beside it.
    """
    name = person_name(person)
    key = str(getattr(person, "username", "") or name)
    return render(
        "avatar",
        name=name,
        initials=initials(name),
        colour=zlib.crc32(key.encode("utf-8")) % AVATAR_COLOURS,
        size=size,
        square=square,
        hidden=hidden,
    )


@register.simple_tag
def toast(text: object, *, kind: str = "info") -> SafeString:
    """A passing message; kind is a component kind or a tag of Django's messages."""
    shown = MESSAGE_KINDS.get(kind, kind)
    shown = shown if shown in MESSAGE_ICONS else "info"
    return render("toast", text=text, kind=shown, icon=MESSAGE_ICONS[shown])


@register.simple_block_tag
def alert(content: str, kind: str = "info", *, title: str = "", icon: str = "") -> SafeString:
    """A message that stays. kind: neutral, success, warning, danger, info."""
    picture = icon or MESSAGE_ICONS[kind]
    return render("alert", content=content, kind=kind, title=title, icon=picture)


@register.simple_block_tag
def tooltip(content: str, text: str, *, align: str = "center") -> SafeString:
    """Shows `text` while its content is hovered or holds the focus. align: center or start."""
    return render("tooltip", content=content, text=text, align=align)


@register.simple_block_tag
def empty_state(
    content: str, title: str, *, text: str = "", icon: str = "circle-dot", commands: object = ""
) -> SafeString:
    """What a list shows when it is empty: why, what to do next, and the commands for it."""
    return render(
        "empty_state",
        content=SafeString(content.strip()),
        title=title,
        text=text,
        icon=icon,
        commands=commands,
    )


@register.simple_tag
def progress(label: str, *, value: int | None = None, maximum: int = 100) -> SafeString:
    """How far something is; without a value, that it runs."""
    percent = None if value is None else round(100 * value / maximum) if maximum else 100
    return render("progress", label=label, value=value, maximum=maximum, percent=percent)


@register.simple_block_tag
def checklist(content: str, title: str) -> SafeString:
    """A panel of `{% check_row %}`."""
    return render("checklist", content=content, title=title)


CHECKS: Final = {
    "ok": ("check", "Passed"),
    "failed": ("close", "Failed"),
    "warning": ("warning", "Warning"),
    "waiting": ("clock", "Waiting"),
    "off": ("minus", "Not required"),
}


@register.simple_block_tag
def check_row(content: str, state: str, title: str) -> SafeString:
    """One check. state: ok, failed, warning, waiting, off; the content is its detail."""
    icon, label = CHECKS[state]
    return render(
        "check_row", content=content, state=state, title=title, icon=icon, state_label=label
    )


@register.simple_block_tag
def activity(content: str, person: object, when: datetime, *, icon: str = "") -> SafeString:
    """A row of a feed: who (or an icon), what, when."""
    return render("activity", content=content, person=person, when=when, icon=icon)
