from functools import partial

from mergelab.kit.access import Allow
from mergelab.kit.actor import Actor
from mergelab.kit.rest import endpoint
from mergelab.projects.policies import can_push, can_read_code
from mergelab.projects.queries import project_by_reference
from mergelab.repository import policies
from mergelab.repository.api import branches, commits, files
from mergelab.repository.models import ProtectedBranch

PROJECT = "projects/<project_ref:project>"
CODE = f"{PROJECT}/repository"

of_project = partial(endpoint, load=project_by_reference)


def _can_see_rule(actor: Actor, rule: ProtectedBranch) -> bool:
    return policies.can_see_protected_branches(actor, rule.project)


def _can_manage_rule(actor: Actor, rule: ProtectedBranch) -> bool:
    return policies.can_manage_protected_branches(actor, rule.project)


urlpatterns = [
    of_project(f"{CODE}/tree", name="api_tree", get=Allow(files.list_tree, can_read_code)),
    of_project(
        f"{CODE}/files/<path:file_path>/raw",
        name="api_file_raw",
        get=Allow(files.show_raw_file, can_read_code),
    ),
    of_project(
        f"{CODE}/files/<path:file_path>",
        name="api_file",
        get=Allow(files.show_file, can_read_code),
        post=Allow(files.create_file, can_push),
        put=Allow(files.update_file, can_push),
        delete=Allow(files.delete_file, can_push),
    ),
    of_project(
        f"{CODE}/blobs/<str:sha>", name="api_blob", get=Allow(files.show_blob, can_read_code)
    ),
    of_project(
        f"{CODE}/blobs/<str:sha>/raw",
        name="api_blob_raw",
        get=Allow(files.show_raw_blob, can_read_code),
    ),
    of_project(
        f"{CODE}/commits",
        name="api_commits",
        get=Allow(commits.list_commits, can_read_code),
        post=Allow(commits.create_commit, can_push),
    ),
    of_project(
        f"{CODE}/commits/<path:sha>/diff",
        name="api_commit_diff",
        get=Allow(commits.list_commit_diffs, can_read_code),
    ),
    of_project(
        f"{CODE}/commits/<path:sha>",
        name="api_commit",
        get=Allow(commits.show_commit, can_read_code),
    ),
    of_project(f"{CODE}/compare", name="api_compare", get=Allow(commits.compare, can_read_code)),
    of_project(
        f"{CODE}/merge_base",
        name="api_merge_base",
        get=Allow(commits.show_merge_base, can_read_code),
    ),
    of_project(
        f"{CODE}/archive",
        name="api_archive",
        get=Allow(commits.download_archive, can_read_code),
    ),
    of_project(
        f"{CODE}/archive.<str:suffix>",
        name="api_archive_format",
        get=Allow(commits.download_archive, can_read_code),
    ),
    of_project(
        f"{CODE}/branches",
        name="api_branches",
        get=Allow(branches.list_branches, can_read_code),
        post=Allow(branches.create_branch, can_push),
    ),
    of_project(
        f"{CODE}/branches/<path:name>",
        name="api_branch",
        get=Allow(branches.show_branch, can_read_code),
        delete=Allow(branches.delete_branch, can_push),
    ),
    of_project(
        f"{CODE}/tags",
        name="api_tags",
        get=Allow(branches.list_tags, can_read_code),
        post=Allow(branches.create_tag, can_push),
    ),
    of_project(
        f"{CODE}/tags/<path:name>",
        name="api_tag",
        get=Allow(branches.show_tag, can_read_code),
        delete=Allow(branches.delete_tag, can_push),
    ),
    of_project(
        f"{PROJECT}/protected_branches",
        name="api_protected_branches",
        get=Allow(branches.list_protected, policies.can_see_protected_branches),
        post=Allow(branches.protect, policies.can_manage_protected_branches),
    ),
    endpoint(
        f"{PROJECT}/protected_branches/<path:name>",
        name="api_protected_branch",
        load=branches.load_protected_branch,
        get=Allow(branches.show_protected, _can_see_rule),
        patch=Allow(branches.change_protection, _can_manage_rule),
        delete=Allow(branches.unprotect, _can_manage_rule),
    ),
]
