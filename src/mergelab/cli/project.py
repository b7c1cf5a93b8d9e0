"""``mergelab project create``: make a project, and the groups above it that are missing."""

import argparse
from typing import TYPE_CHECKING

from mergelab.cli import operate

if TYPE_CHECKING:
    from mergelab.accounts.models import User
    from mergelab.kit.actor import Actor
    from mergelab.projects.models import Group


def main(argv: list[str]) -> int:
    made = operate.parser("project", "Make projects.")
    verbs = made.add_subparsers(dest="verb", required=True)
    create = operate.verb(verbs, "create", "make a project and the groups above it")
    create.add_argument("path", help="GROUP/NAME, or GROUP/SUBGROUP/NAME")
    create.add_argument(
        "--visibility", default="private", choices=["private", "internal", "public"]
    )
    create.add_argument("--description", default="")
    create.add_argument("--owner", help="user who becomes owner of new groups; default: an admin")
    return operate.run(made.parse_args(argv), _create)


def _create(args: argparse.Namespace) -> operate.Result:
    from django.db import transaction

    from mergelab.kit.actor import Actor
    from mergelab.kit.errors import Refused
    from mergelab.projects.services import create_project

    group_path, _, name = args.path.strip("/").rpartition("/")
    if not group_path:
        raise Refused("Write GROUP/NAME: a project stands in a group.", field="path")
    by = Actor(user=_owner(args.owner))
    with transaction.atomic():
        group = _group(by, group_path, args.visibility)
        project = create_project(
            by=by,
            group=group,
            name=name,
            path=name,
            visibility=args.visibility,
            description=args.description,
        )
    return {"id": project.pk, "path": project.full_path, "visibility": project.visibility}


def _owner(username: str | None) -> "User":
    from mergelab.accounts.models import User
    from mergelab.kit.errors import Refused

    active = User.objects.filter(state=User.State.ACTIVE, is_bot=False)
    found = (
        active.filter(username__iexact=username).first()
        if username
        else active.filter(is_admin=True).order_by("pk").first()
    )
    if found is None:
        raise Refused("Name an existing user, or make an administrator first.", field="owner")
    return found


def _group(by: "Actor", path: str, visibility: str) -> "Group":
    from mergelab.projects.models import Group
    from mergelab.projects.services import create_group

    found = Group.objects.filter(full_path__iexact=path).first()
    if found is not None:
        return found
    above, _, name = path.rpartition("/")
    parent = _group(by, above, visibility) if above else None
    return create_group(by=by, parent=parent, name=name, path=name, visibility=visibility)
