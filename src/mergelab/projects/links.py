"""Where an entry of the activity feed leads. Apps above are known by URL name, not by import."""

import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

from django.urls import NoReverseMatch, reverse

from mergelab.projects.models import Activity

#: noun → (what it is called, URL name, argument that the reference is)
_PAGES: Final = {
    "branch": ("branch", "files", "ref_path"),
    "tag": ("tag", "files", "ref_path"),
    "commit": ("commit", "commit", "sha"),
    "merge_request": ("merge request", "merge_request", "iid"),
}
_COMMIT: Final = re.compile(r"(?=.*[1-9a-f])[0-9a-f]{40,64}")


@dataclass(frozen=True)
class Target:
    """What an entry is about, in words, with its address or ""; of a push also its last commit."""

    noun: str
    url: str
    commit: str
    commit_url: str


def target_of(entry: Activity) -> Target:
    """The page of the branch, commit, merge request … that the entry names.

    `detail["path"]` (below the project's address, such as `/-/tree/main`) wins over the table.
    """
    words, name, argument = _PAGES.get(entry.noun, (entry.noun.replace("_", " "), "", ""))
    new = entry.detail.get("new")
    commit = new if isinstance(new, str) and _COMMIT.fullmatch(new) else ""
    commit_url = _page(entry, "commit", sha=commit) if commit else ""
    return Target(words, _url(entry, name, argument), commit[:8], commit_url)


def _url(entry: Activity, name: str, argument: str) -> str:
    path = entry.detail.get("path")
    if isinstance(path, str) and path.startswith("/-/"):
        return f"/{entry.project.full_path}{quote(path)}"
    if not name or not entry.reference or "*" in entry.reference:
        return ""
    if entry.verb == "deleted" or getattr(entry, "is_gone", False):  # as of `queries.feed`
        return ""
    return _page(entry, name, **{argument: entry.reference.lstrip("!")})


def _page(entry: Activity, name: str, **where: str) -> str:
    try:
        return reverse(name, kwargs={"project_path": entry.project.full_path, **where})
    except NoReverseMatch:
        return ""
