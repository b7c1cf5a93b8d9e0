"""Comments as HTML, with what they name turned into links."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

from django.utils.safestring import SafeString

from mergelab.discussions.queries import Render
from mergelab.kit.actor import Actor
from mergelab.kit.markdown import References, render, resolve_path
from mergelab.projects.models import Project
from mergelab.repository.addresses import Addresses

Finder = Callable[[Actor, Project, Iterable[str]], References]

_FINDERS: Final[list[Finder]] = []


@dataclass(frozen=True)
class ProjectLinks:
    """Paths in a comment, as files of the default branch."""

    project: Project

    def link(self, path: str) -> str | None:
        target = resolve_path("", path)
        if not target:
            return None
        return Addresses(self.project).blob(self.project.default_branch, target.strip("/"))

    def image(self, path: str) -> str | None:
        target = resolve_path("", path)
        if not target:
            return None
        return Addresses(self.project).raw(self.project.default_branch, target.strip("/"))


def find_references_with(finder: Finder) -> None:
    """Have an app above say what names such as `!12` lead to; called once, when apps start.

    The finder gets all texts of a page at once, to look up what they name together.
    """
    _FINDERS[:] = [finder]


def renderer(actor: Actor, project: Project, texts: Iterable[str] = ()) -> Render:
    """A function from a comment's text to its HTML, for this reader."""
    references = _FINDERS[0](actor, project, texts) if _FINDERS else None
    links = ProjectLinks(project)

    def html(text: str) -> SafeString:
        return render(text, references=references, links=links)

    return html
