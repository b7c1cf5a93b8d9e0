"""Paths that a Markdown file of the repository names, as addresses."""

from dataclasses import dataclass

from mergelab.kit.markdown import resolve_path
from mergelab.repository.addresses import Addresses
from mergelab.repository.queries.places import Place


@dataclass(frozen=True)
class RepositoryLinks:
    """Links of a text in `folder`, to files at the same revision."""

    place: Place
    folder: str

    def link(self, path: str) -> str | None:
        target = resolve_path(self.folder, path)
        if target is None:
            return None
        # A directory's address for a file, and the other way round, leads to the right page.
        return Addresses(self.place.project).blob(self.place.ref, target.strip("/"))

    def image(self, path: str) -> str | None:
        target = resolve_path(self.folder, path)
        if not target:
            return None
        return Addresses(self.place.project).raw(self.place.ref, target)
