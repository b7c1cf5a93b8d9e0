"""Reading a reader's choice from a request."""

from mergelab.kit.access import Request
from mergelab.notebooks.queries.preferences import Choice, stored_choice
from mergelab.notebooks.services import remember_choice


def choice_in(request: Request, *, remember: bool = True) -> Choice:
    """What the address says, else what the user chose last; a new choice is remembered.

    Not so for parts of a page: their addresses say what the page was made with, which may no
    longer be what the user wants.
    """
    user = request.actor.user
    known = stored_choice(user)
    choice = known.said_by(request.GET)
    if remember and user is not None and choice != known:
        remember_choice(user=user, choice=choice)
    return choice
