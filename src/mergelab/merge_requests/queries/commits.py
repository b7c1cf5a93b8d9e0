"""The commits of a version."""

from typing import Final

from mergelab.merge_requests.models import Version
from mergelab.repository.git.reads import Commit, history, open_repository
from mergelab.repository.storage import directory

MAX_COMMITS: Final = 500


def commits_of(project_id: int, version: Version, *, limit: int = MAX_COMMITS) -> list[Commit]:
    """The version's commits that the target did not have, newest first."""
    with open_repository(directory(project_id)) as handle:
        return history(handle, version.head_sha, exclude=[version.start_sha], limit=limit)
