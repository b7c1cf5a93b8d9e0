"""Full paths: taking one, changing one with everything below it, and the way from the old one."""

from collections.abc import Iterator, Sequence
from typing import Final

from django.db.models.functions import Lower

from mergelab.kit.errors import Refused
from mergelab.projects.models import Group, Project, Redirect
from mergelab.projects.paths import MAX_DEPTH, RESERVED, check_path

_BATCH: Final = 400

GROUP_TAKEN: Final = {"group_full_path_unique": ("path", "This path is taken.")}
PROJECT_TAKEN: Final = {"project_full_path_unique": ("path", "This path is taken.")}


def full_path(parent: Group | None, path: str) -> str:
    """The path below its parent; Refused when the segment is not usable there or is taken."""
    check_path(path)
    whole = path if parent is None else f"{parent.full_path}/{path}"
    if whole.count("/") + 1 > MAX_DEPTH:
        raise Refused(f"Groups nest at most {MAX_DEPTH} deep.", field="path")
    if parent is None and path.lower() in RESERVED:
        raise Refused(f"'{path}' is reserved; choose another path.", field="path")
    return whole


def require_free(
    whole: str, *, field: str = "path", besides: Group | Project | None = None
) -> None:
    """Refused when a group or a living project other than `besides` has this path."""
    groups = Group.objects.filter(full_path__iexact=whole)
    projects = Project.objects.filter(full_path__iexact=whole, deleted_at=None)
    if isinstance(besides, Group):
        groups = groups.exclude(pk=besides.pk)
    if isinstance(besides, Project):
        projects = projects.exclude(pk=besides.pk)
    if groups.exists() or projects.exists():
        raise Refused("This path is taken.", field=field)


def take(paths: Sequence[str]) -> None:
    """Who takes a path ends the redirects that stood there."""
    for some in _batches(paths):
        lowered = [path.lower() for path in some]
        Redirect.objects.annotate(low=Lower("full_path")).filter(low__in=lowered).delete()


def move_project(project: Project, new_path: str) -> None:
    """Set the full path and leave a redirect at the old one."""
    old = project.full_path
    if old == new_path:
        return
    take([old, new_path])
    project.full_path = new_path
    project.save(update_fields=["group", "path", "full_path"])
    if old.lower() != new_path.lower():
        Redirect.objects.create(full_path=old, project=project)


def move_group(group: Group, new_path: str) -> list[tuple[Project, str]]:
    """Set the full paths of the group and of all below, with a redirect at each old one.

    Returns the projects that moved, each with its old path.
    """
    old = group.full_path
    group.full_path = new_path
    group.save(update_fields=["path", "full_path"])
    groups = [group, *Group.objects.filter(above__ancestor=group).exclude(pk=group.pk)]
    projects = list(Project.objects.filter(group__in=groups, deleted_at=None))
    moved: list[tuple[Group | Project, str]] = [(group, old)]
    for row in [*groups[1:], *projects]:
        before = row.full_path
        row.full_path = new_path + before[len(old) :]
        moved.append((row, before))
    Group.objects.bulk_update(groups[1:], ["full_path"], batch_size=_BATCH)
    Project.objects.bulk_update(projects, ["full_path"], batch_size=_BATCH)
    take([before for _, before in moved] + [row.full_path for row, _ in moved])
    if old.lower() != new_path.lower():
        Redirect.objects.bulk_create((_redirect(row, was) for row, was in moved), batch_size=_BATCH)
    return [(row, before) for row, before in moved if isinstance(row, Project)]


def _redirect(row: Group | Project, old: str) -> Redirect:
    if isinstance(row, Group):
        return Redirect(full_path=old, group=row)
    return Redirect(full_path=old, project=row)


def _batches(paths: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(paths), _BATCH):
        yield paths[start : start + _BATCH]
