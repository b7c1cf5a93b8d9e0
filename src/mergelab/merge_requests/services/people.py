"""Who can be assigned to or asked to review a merge request."""

from collections.abc import Iterable

from mergelab.accounts.models import User
from mergelab.kit.actor import Actor
from mergelab.kit.errors import Refused
from mergelab.projects.models import Project
from mergelab.projects.policies import can_read_code


def check_people(project: Project, people: Iterable[User], *, field: str) -> list[User]:
    """The people, once each; Refused where one could not open the merge request."""
    chosen = list({person.pk: person for person in people}.values())
    for person in chosen:
        if not person.is_active or not can_read_code(Actor(user=person), project):
            raise Refused(f"{person.username} cannot see this project.", field=field)
    if len(chosen) > 50:
        raise Refused("Choose at most 50 people.", field=field)
    return chosen
