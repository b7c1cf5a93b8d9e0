"""Two ends of a merge request's diff: a version, or what lies between two of them."""

from dataclasses import dataclass
from functools import cached_property

from django.http import Http404

from mergelab.merge_requests.files import restored
from mergelab.merge_requests.models import MergeRequest, Version
from mergelab.repository.diffview import file_key
from mergelab.repository.git.diffs import Change, raw_changes
from mergelab.repository.storage import directory


@dataclass(frozen=True)
class Comparison:
    """From `base_sha` to the head of `version`; `since` is the earlier version compared with."""

    merge_request: MergeRequest
    versions: tuple[Version, ...]
    version: Version
    since: Version | None

    @property
    def base_sha(self) -> str:
        return self.version.base_sha if self.since is None else self.since.head_sha

    @property
    def head_sha(self) -> str:
        return self.version.head_sha

    @property
    def is_latest(self) -> bool:
        """Whether this is the newest version as a whole: where threads stand by their newest
        place.
        """
        return self.since is None and self.version.pk == self.versions[0].pk

    @property
    def query(self) -> dict[str, str]:
        """What addresses of this comparison carry; nothing for the newest version."""
        found = {}
        if self.version.pk != self.versions[0].pk:
            found["version"] = str(self.version.number)
        if self.since is not None:
            found["since"] = str(self.since.number)
        return found

    @cached_property
    def changes(self) -> list[Change]:
        if self.since is None:
            return restored(self.version.files)
        where = directory(self.merge_request.project_id)
        return list(raw_changes(where, self.base_sha, self.head_sha).files)

    @cached_property
    def by_key(self) -> dict[str, Change]:
        """The changes by the key of their file."""
        return {file_key(change.path): change for change in self.changes}


def comparison_of(
    merge_request: MergeRequest, version: int | None = None, since: int | None = None
) -> Comparison | None:
    """The comparison by version numbers; None where there is no version yet. Raises Http404."""
    rows = merge_request.versions.select_related("pushed_by").order_by("-number")
    versions = tuple(rows.defer("files", "summaries"))
    if not versions:
        return None
    by_number = {one.number: one for one in versions}
    shown = versions[0] if version is None else by_number.get(version)
    earlier = None if since is None else by_number.get(since)
    if shown is None or (since is not None and earlier is None):
        raise Http404("404 Version Not Found")
    if earlier is not None and earlier.number >= shown.number:
        raise Http404("Compare with an earlier version.")
    return Comparison(merge_request, versions, shown, earlier)
