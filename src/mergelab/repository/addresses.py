"""Addresses of a project's code pages.

Made here and not by `reverse` where a revision or a path stands in them: a path is bytes, which
`reverse` cannot encode, and a page with a thousand entries needs a thousand of them.
"""

from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlencode

from django.conf import settings
from django.urls import NoReverseMatch, reverse

from mergelab.projects.models import Project
from mergelab.repository.git import names


@dataclass(frozen=True)
class Addresses:
    """The code pages of one project; revisions and paths are quoted here."""

    project: Project

    @cached_property
    def _base(self) -> str:
        url = reverse("files", kwargs={"project_path": self.project.full_path})
        return url.removesuffix("files")

    @property
    def files(self) -> str:
        return f"{self._base}files"

    @property
    def branches(self) -> str:
        return f"{self._base}branches"

    @property
    def tags(self) -> str:
        return f"{self._base}tags"

    def tree(self, ref: str, path: str = "") -> str:
        return self._at("tree", ref, path)

    def nearest(self, ref: str, path: str = "") -> str:
        """Leads to the path, or to the closest directory above it that the revision has."""
        return self._at("files", ref, path)

    def blob(self, ref: str, path: str) -> str:
        return self._at("blob", ref, path)

    def raw(self, ref: str, path: str, *, download: bool = False) -> str:
        return self._at("raw", ref, path) + ("?inline=false" if download else "")

    def commits(self, ref: str, path: str = "") -> str:
        return self._at("commits", ref, path)

    def commit(self, sha: str) -> str:
        return f"{self._base}commit/{sha}"

    def compare(self, base: str, head: str) -> str:
        return f"{self._base}compare/{quoted(base)}...{quoted(head)}"

    def archive(self, ref: str, kind: str) -> str:
        return f"{self._base}archive/{quoted(ref)}.{kind}"

    def tree_commits(self, ref: str, path: str, offset: int) -> str:
        query = f"?offset={offset}" if offset else ""
        return self._at("tree_commits", ref, path) + query

    def diff_lines(self, sha: str, path: str, **query: object) -> str:
        """The fragment that opens a gap in a difference; see `views.fragments`."""
        return f"{self._at('diff_lines', sha, path)}?{urlencode(query)}"

    def diff_file(self, base: str, head: str, path: str, **query: object) -> str:
        """The fragment of one file of the difference between two commits."""
        spec = f"{base or 'empty'}...{head}"
        return f"{self._base}diff_file/{spec}/{quoted(path)}?{urlencode(query)}"

    def new_merge_request(self, branch: str) -> str:
        """The form for a merge request from a branch; empty where this server has none."""
        try:
            url = reverse("new_merge_request", kwargs={"project_path": self.project.full_path})
        except NoReverseMatch:
            return ""
        return f"{settings.BASE_URL}{url}?{urlencode({'source_branch': branch})}"

    @property
    def clone(self) -> str:
        """What `git clone` is given."""
        return f"{settings.BASE_URL}/{self.project.full_path}.git"

    def _at(self, page: str, ref: str, path: str) -> str:
        where = f"{self._base}{page}/{quoted(ref)}"
        return f"{where}/{quoted(path)}" if path else where


def quoted(text: str) -> str:
    """Percent-encoded byte for byte, slashes kept."""
    return names.quote_path(text)
