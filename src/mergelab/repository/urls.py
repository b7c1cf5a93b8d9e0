"""The code pages of a project, and git's own addresses."""

from functools import partial

from mergelab.kit.access import Allow, Door, route
from mergelab.projects.policies import can_read_code
from mergelab.projects.queries import load_project
from mergelab.repository import converters
from mergelab.repository.policies import (
    can_change_protection,
    can_fetch,
    can_manage_protected_branches,
    can_see_protected_branches,
    can_send,
    can_write_refs,
)
from mergelab.repository.queries.rules import load_rule
from mergelab.repository.views import (
    archives,
    blobs,
    branches,
    commits,
    compare,
    files,
    git,
    protection,
    tags,
)

converters.register()

PROJECT = "<project_path:project_path>/-/"
page = partial(route, load=load_project)

GIT = "<project_path:project_path>.git/"
git_route = partial(route, load=load_project, door=Door.GIT)

urlpatterns = [
    git_route(f"{GIT}info/refs", name="git_info_refs", get=Allow(git.info_refs, can_fetch)),
    git_route(
        f"{GIT}git-upload-pack", name="git_upload_pack", post=Allow(git.upload_pack, can_fetch)
    ),
    git_route(
        f"{GIT}git-receive-pack", name="git_receive_pack", post=Allow(git.receive_pack, can_send)
    ),
    page(f"{PROJECT}files", name="files", get=Allow(files.show_files, can_read_code)),
    page(
        f"{PROJECT}files/<ref_path:ref_path>",
        name="files",
        get=Allow(files.go_to_tree, can_read_code),
    ),
    page(
        f"{PROJECT}tree/<ref_path:ref_path>",
        name="tree",
        get=Allow(files.show_tree, can_read_code),
    ),
    page(
        f"{PROJECT}tree_commits/<ref_path:ref_path>",
        name="tree_commits",
        get=Allow(files.show_tree_commits, can_read_code),
    ),
    page(
        f"{PROJECT}blob/<ref_path:ref_path>",
        name="blob",
        get=Allow(blobs.show_blob, can_read_code),
    ),
    page(f"{PROJECT}raw/<ref_path:ref_path>", name="raw", get=Allow(blobs.raw, can_read_code)),
    page(
        f"{PROJECT}commits",
        name="commits",
        get=Allow(commits.show_default_history, can_read_code),
    ),
    page(
        f"{PROJECT}commits/<ref_path:ref_path>",
        name="commits",
        get=Allow(commits.show_history, can_read_code),
    ),
    page(
        f"{PROJECT}commit/<ref_path:sha>",
        name="commit",
        get=Allow(commits.show_commit, can_read_code),
    ),
    page(
        f"{PROJECT}diff_lines/<ref_path:ref_path>",
        name="diff_lines",
        get=Allow(commits.show_lines, can_read_code),
    ),
    page(
        f"{PROJECT}diff_file/<ref_path:spec>",
        name="diff_file",
        get=Allow(commits.show_file, can_read_code),
    ),
    page(
        f"{PROJECT}branches",
        name="branches",
        get=Allow(branches.list_page, can_read_code),
        post=Allow(branches.create, can_write_refs),
    ),
    page(
        f"{PROJECT}branches/delete",
        name="delete_branch",
        post=Allow(branches.delete, can_write_refs),
    ),
    page(
        f"{PROJECT}tags",
        name="tags",
        get=Allow(tags.list_page, can_read_code),
        post=Allow(tags.create, can_write_refs),
    ),
    page(f"{PROJECT}tags/delete", name="delete_tag", post=Allow(tags.delete, can_write_refs)),
    page(f"{PROJECT}compare", name="compare", get=Allow(compare.choose, can_read_code)),
    page(
        f"{PROJECT}compare/<ref_path:spec>",
        name="compare",
        get=Allow(compare.show, can_read_code),
    ),
    page(
        f"{PROJECT}archive/<ref_path:ref>.<archive_format:kind>",
        name="archive",
        get=Allow(archives.download, can_read_code),
    ),
    page(
        f"{PROJECT}settings/protected_branches",
        name="protected_branches",
        get=Allow(protection.list_page, can_see_protected_branches),
        post=Allow(protection.protect, can_manage_protected_branches),
    ),
    route(
        f"{PROJECT}settings/protected_branches/<int:rule_id>",
        name="protected_branch",
        load=load_rule,
        post=Allow(protection.edit, can_change_protection),
    ),
    route(
        f"{PROJECT}settings/protected_branches/<int:rule_id>/delete",
        name="unprotect_branch",
        load=load_rule,
        post=Allow(protection.unprotect, can_change_protection),
    ),
]
