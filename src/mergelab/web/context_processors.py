"""What the page shell needs on every page."""

from typing import Any, Final

from django.http import HttpRequest

from mergelab.kit.actor import ANONYMOUS

THEMES: Final = ("system", "light", "dark")
THEME_COOKIE: Final = "mergelab_theme"


def theme_of(request: HttpRequest) -> str:
    """The chosen theme; what the cookie should not hold counts as the system's."""
    chosen = request.COOKIES.get(THEME_COOKIE, "")
    return chosen if chosen in THEMES else "system"


def shell(request: HttpRequest) -> dict[str, Any]:
    """`actor`, `person` (the signed-in user or None) and `theme`."""
    actor = getattr(request, "actor", ANONYMOUS)
    person = actor.user
    if person is None and hasattr(request, "user") and request.user.is_authenticated:
        # Where no route matched, nobody has said yet who the actor is.
        person = request.user
    return {"actor": actor, "person": person, "theme": theme_of(request)}
