"""A project's own access tokens: each has a bot user that is a member with a role."""

from collections.abc import Collection
from datetime import date

from django.db import transaction

from mergelab.accounts import services as accounts
from mergelab.kit.actor import Actor
from mergelab.kit.errors import Forbidden, Refused
from mergelab.projects.models import Member, Project, ProjectToken
from mergelab.projects.policies import project_role
from mergelab.projects.roles import Role


@transaction.atomic
def create_project_token(
    *,
    by: Actor,
    project: Project,
    name: str,
    role: int,
    scopes: Collection[str],
    expires_on: date | None = None,
) -> tuple[ProjectToken, str]:
    """A token that acts in this project only, and its secret, which is not kept.

    The role is at most the actor's own; scopes and expiry as for personal tokens.
    """
    if role not in Role.values:
        raise Refused(f"Choose one of {', '.join(map(str, Role.values))}.", field="role")
    if role > project_role(by, project):
        raise Forbidden("You cannot give a role above your own.", field="role")
    bot = accounts.create_bot(username_prefix=f"project_{project.pk}_bot", name=name.strip())
    Member.objects.create(project=project, user=bot, role=role, created_by=by.user)
    token, secret = accounts.create_bot_token(
        by=by, bot=bot, name=name, scopes=scopes, expires_on=expires_on
    )
    return ProjectToken.objects.create(project=project, token=token, created_by=by.user), secret


@transaction.atomic
def revoke_project_token(*, token: ProjectToken) -> None:
    """Make the token worthless and take its bot out of the project."""
    accounts.revoke_token(token=token.token)
    Member.objects.filter(project=token.project, user=token.token.user).delete()
