"""Comments as HTML, with what they name turned into links."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

from django.utils.safestring import SafeString

from mergelab.discussions.suggesting import Subject, SuggestionView, previewed
from mergelab.discussions.suggesting.blocks import is_suggestion
from mergelab.kit.actor import Actor
from mergelab.kit.markdown import Hole, References, render, render_around, resolve_path
from mergelab.kit.markdown.holes import IsHole
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


@dataclass(frozen=True)
class Renderer:
    """A comment's text as HTML, for one reader; see `queries.Render`."""

    references: References | None
    links: ProjectLinks

    def __call__(self, text: str, /) -> SafeString:
        return render(text, references=self.references, links=self.links)

    def around(self, text: str, is_hole: IsHole, /) -> list[SafeString | Hole]:
        return render_around(text, is_hole, references=self.references, links=self.links)


def renderer(actor: Actor, project: Project, texts: Iterable[str] = ()) -> Renderer:
    """What turns comments into HTML for this reader; `texts` are those of the page."""
    references = _FINDERS[0](actor, project, texts) if _FINDERS else None
    return Renderer(references, ProjectLinks(project))


def preview_pieces(
    html: Renderer, text: str, subject: Subject
) -> list[SafeString | SuggestionView]:
    """A text that is being written, with suggestions as they will look."""
    pieces = html.around(text, is_suggestion)
    return [previewed(one, subject) if isinstance(one, Hole) else one for one in pieces]
