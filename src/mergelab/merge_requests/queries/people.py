"""Whom one can ask."""

from django.db.models import Q, QuerySet

from mergelab.accounts.models import User
from mergelab.projects.models import Project
from mergelab.projects.queries import members_of


def candidates(project: Project, *also: int) -> QuerySet[User]:
    """Members of the project and its owner, who can review or be assigned; and those given."""
    members = members_of(project).values("user")
    who = Q(pk__in=members) | Q(personal_group=project.group) | Q(pk__in=also)
    people = User.objects.filter(who, state=User.State.ACTIVE, is_bot=False)
    return people.order_by("username")
