"""What can be done with groups and projects: one verb a function, one transaction each."""

from mergelab.projects.services.activity import record_activity
from mergelab.projects.services.groups import (
    create_group,
    create_personal_group,
    delete_group,
    edit_group,
    rename_group,
)
from mergelab.projects.services.members import add_member, change_role, remove_member
from mergelab.projects.services.projects import (
    archive_project,
    create_project,
    delete_project,
    edit_project,
    erase_project,
    rename_project,
    transfer_project,
    unarchive_project,
)
from mergelab.projects.services.tokens import create_project_token, revoke_project_token

__all__ = [
    "add_member",
    "archive_project",
    "change_role",
    "create_group",
    "create_personal_group",
    "create_project",
    "create_project_token",
    "delete_group",
    "delete_project",
    "edit_group",
    "edit_project",
    "erase_project",
    "record_activity",
    "remove_member",
    "rename_group",
    "rename_project",
    "revoke_project_token",
    "transfer_project",
    "unarchive_project",
]
