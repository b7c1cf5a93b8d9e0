"""What can be done with repositories: one verb a function.

Verbs that move refs must not be called inside a transaction; see `refs.move_refs`.
"""

from mergelab.repository.services.branches import (
    create_branch,
    delete_branch,
    require_branch,
    set_default_branch,
)
from mergelab.repository.services.commits import commit_files
from mergelab.repository.services.protection import (
    edit_protection,
    protect_branch,
    unprotect_branch,
)
from mergelab.repository.services.pushes import record_folder, record_push, sweep_pushes
from mergelab.repository.services.refs import move_refs
from mergelab.repository.services.repositories import (
    end_repository,
    remove_repository,
    start_repository,
)
from mergelab.repository.services.tags import create_tag, delete_tag, identity_of
from mergelab.repository.services.translating import translated
from mergelab.repository.services.upkeep import clear_stale_locks, keep_up, keep_up_all

__all__ = [
    "clear_stale_locks",
    "commit_files",
    "create_branch",
    "create_tag",
    "delete_branch",
    "delete_tag",
    "edit_protection",
    "end_repository",
    "identity_of",
    "keep_up",
    "keep_up_all",
    "move_refs",
    "protect_branch",
    "record_folder",
    "record_push",
    "remove_repository",
    "require_branch",
    "set_default_branch",
    "start_repository",
    "sweep_pushes",
    "translated",
    "unprotect_branch",
]
