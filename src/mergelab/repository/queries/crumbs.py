"""Ways around: the steps of a path, and other revisions of the same place."""

from dataclasses import dataclass

from mergelab.repository.addresses import Addresses
from mergelab.repository.git import names
from mergelab.repository.git.reads import Kind
from mergelab.repository.queries.branches import Named
from mergelab.repository.queries.places import Place


@dataclass(frozen=True)
class Crumb:
    label: str
    url: str


@dataclass(frozen=True)
class Choice:
    label: str
    url: str
    chosen: bool


@dataclass(frozen=True)
class Picker:
    """Other branches and tags, each with the address of the same path there."""

    label: str
    icon: str
    branches: tuple[Choice, ...]
    tags: tuple[Choice, ...]
    more_branches: int
    more_tags: int


def crumbs_of(place: Place, kind: str) -> tuple[Crumb, ...]:
    """A step for each part of the path; of a history page the steps are histories."""
    addresses = Addresses(place.project)
    make = addresses.commits if kind == "commits" else addresses.tree
    parts = place.path.split("/") if place.path else []
    steps = [Crumb(place.project.path, make(place.ref))]
    for depth, part in enumerate(parts, start=1):
        steps.append(Crumb(names.display(part), make(place.ref, "/".join(parts[:depth]))))
    return tuple(steps)


def picker_of(place: Place, offered: Named, kind: str) -> Picker:
    """`kind` is the page: tree, blob or commits."""
    addresses = Addresses(place.project)
    make = addresses.commits if kind == "commits" else addresses.nearest

    def choices(found: tuple[str, ...], prefix: str, wanted: Kind) -> tuple[Choice, ...]:
        taken = set(offered.branches) if wanted is Kind.TAG else set()
        is_kind = place.revision.kind is wanted
        return tuple(
            Choice(
                names.display(name),
                make(prefix + name if name in taken else name, place.path),
                is_kind and name in {place.ref, place.ref.removeprefix(prefix)},
            )
            for name in found
        )

    icons = {Kind.BRANCH: "branch", Kind.TAG: "tag", Kind.COMMIT: "commit"}
    return Picker(
        label=names.short(place.label),
        icon=icons[place.revision.kind],
        branches=choices(offered.branches, names.HEADS, Kind.BRANCH),
        tags=choices(offered.tags, names.TAGS, Kind.TAG),
        more_branches=offered.branch_count - len(offered.branches),
        more_tags=offered.tag_count - len(offered.tags),
    )
