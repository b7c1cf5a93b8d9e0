"""The messages of merge commits, as they are offered for editing."""

from mergelab.merge_requests.models import MergeRequest
from mergelab.repository.git.errors import NotFound
from mergelab.repository.git.reads import Commit, history, open_repository
from mergelab.repository.storage import directory


def merge_message(merge_request: MergeRequest) -> str:
    """In the form that people know from other forges."""
    head = f"Merge branch '{merge_request.source_branch}' into '{merge_request.target_branch}'"
    reference = f"{merge_request.project.full_path}!{merge_request.iid}"
    return f"{head}\n\n{merge_request.title}\n\nSee merge request {reference}"


def squash_message(merge_request: MergeRequest) -> str:
    """The title, then the description."""
    return f"{merge_request.title}\n\n{merge_request.description}".strip()


def suggested_texts(project_id: int, *, base: str, head: str, branch: str) -> tuple[str, str]:
    """Title and description for a new merge request: of its only commit, or of its branch."""
    commits = _commits(project_id, base, head)
    if len(commits) == 1:
        title, _, rest = commits[0].message.strip().partition("\n")
        return title.strip()[:255], rest.strip()
    words = branch.rpartition("/")[2].replace("-", " ").replace("_", " ").strip()
    title = (words[:1].upper() + words[1:])[:255]
    return title, "\n".join(f"- {commit.title}" for commit in reversed(commits))


def _commits(project_id: int, base: str, head: str) -> list[Commit]:
    try:
        with open_repository(directory(project_id)) as handle:
            return history(handle, head, exclude=[base], limit=50)
    except NotFound:
        return []
