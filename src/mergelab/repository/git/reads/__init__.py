"""Reading a repository. Every function takes the handle that ``open_repository`` gives."""

from mergelab.repository.git.reads.archive import ArchiveFormat, archive
from mergelab.repository.git.reads.handle import Handle, open_repository
from mergelab.repository.git.reads.history import (
    Divergence,
    count_commits,
    divergence,
    history,
    is_ancestor,
    merge_base,
)
from mergelab.repository.git.reads.last_commits import last_commit_per_entry
from mergelab.repository.git.reads.objects import (
    Commit,
    Entry,
    EntryKind,
    Listing,
    Person,
    blob_data,
    blob_size,
    commit,
    entry,
    tree,
)
from mergelab.repository.git.reads.refs import (
    Kind,
    Ref,
    Revision,
    branch,
    branches,
    default_branch,
    read_ref,
    references,
    resolve,
    resolve_with_path,
    tag,
    tags,
)

__all__ = [
    "ArchiveFormat",
    "Commit",
    "Divergence",
    "Entry",
    "EntryKind",
    "Handle",
    "Kind",
    "Listing",
    "Person",
    "Ref",
    "Revision",
    "archive",
    "blob_data",
    "blob_size",
    "branch",
    "branches",
    "commit",
    "count_commits",
    "default_branch",
    "divergence",
    "entry",
    "history",
    "is_ancestor",
    "last_commit_per_entry",
    "merge_base",
    "open_repository",
    "read_ref",
    "references",
    "resolve",
    "resolve_with_path",
    "tag",
    "tags",
]
