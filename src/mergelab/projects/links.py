"""Where an entry of the activity feed leads. Apps above are known by URL name, not by import."""

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
ICONS: Final = {
    "branch": "branch",
    "tag": "tag",
    "commit": "commit",
    "merge_request": "merge-request",
    "member": "user",
    "project": "project",
}


@dataclass(frozen=True)
class Target:
    """What an entry is about, in words, with its address or ""."""

    noun: str
    url: str
    icon: str


def target_of(entry: Activity) -> Target:
    """The page of the branch, commit, merge request … that the entry names.

    `detail["path"]` (below the project's address, such as `/-/tree/main`) wins over the table.
    """
    icon = ICONS.get(entry.noun, "activity")
    words, name, argument = _PAGES.get(entry.noun, (entry.noun.replace("_", " "), "", ""))
    return Target(words, _url(entry, name, argument), icon)


def _url(entry: Activity, name: str, argument: str) -> str:
    path = entry.detail.get("path")
    if isinstance(path, str) and path.startswith("/-/"):
        return f"/{entry.project.full_path}{quote(path)}"
    if not name or not entry.reference:
        return ""
    where = {"project_path": entry.project.full_path, argument: entry.reference.lstrip("!")}
    try:
        return reverse(name, kwargs=where)
    except NoReverseMatch:
        return ""
