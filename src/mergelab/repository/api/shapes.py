"""How commits, diffs, branches and tags look on the wire, in GitLab's shape."""

from datetime import datetime

import msgspec

from mergelab.accounts.urls_of import absolute
from mergelab.projects.models import Project
from mergelab.repository.git.diffs import Change, Status
from mergelab.repository.git.names import path_bytes
from mergelab.repository.git.reads import Commit
from mergelab.repository.models import Level, ProtectedBranch


class StatsOut(msgspec.Struct, kw_only=True):
    additions: int
    deletions: int
    total: int


class CommitOut(msgspec.Struct, kw_only=True, omit_defaults=True):
    id: str
    short_id: str
    title: str
    message: str
    author_name: str
    author_email: str
    authored_date: datetime
    committer_name: str
    committer_email: str
    committed_date: datetime
    created_at: datetime
    parent_ids: list[str]
    web_url: str
    stats: StatsOut | None = None


class DiffOut(msgspec.Struct, kw_only=True):
    old_path: str
    new_path: str
    a_mode: str
    b_mode: str
    diff: str
    new_file: bool
    renamed_file: bool
    deleted_file: bool
    too_large: bool
    collapsed: bool = False
    generated_file: bool = False


class LevelOut(msgspec.Struct, kw_only=True):
    access_level: int
    access_level_description: str


class ProtectedBranchOut(msgspec.Struct, kw_only=True):
    id: int
    name: str
    push_access_levels: list[LevelOut]
    merge_access_levels: list[LevelOut]
    allow_force_push: bool
    code_owner_approval_required: bool = False


def wire_path(path: str) -> str:
    """A path as JSON can hold it: bytes that are not UTF-8 are replaced."""
    return path_bytes(path).decode("utf-8", "replace")


def commit_out(commit: Commit, project: Project) -> CommitOut:
    return CommitOut(
        id=commit.sha,
        short_id=commit.sha[:8],
        title=commit.title,
        message=commit.message,
        author_name=commit.author.name,
        author_email=commit.author.email,
        authored_date=commit.author.time,
        committer_name=commit.committer.name,
        committer_email=commit.committer.email,
        committed_date=commit.committer.time,
        created_at=commit.committer.time,
        parent_ids=list(commit.parents),
        web_url=absolute(f"/{project.full_path}/-/commit/{commit.sha}"),
    )


def diff_out(change: Change, text: str | None) -> DiffOut:
    """One file's diff; `text` None is a diff over the limits."""
    return DiffOut(
        old_path=wire_path(change.old_path or change.new_path),
        new_path=wire_path(change.new_path or change.old_path),
        a_mode=f"{change.old_mode:06o}" if change.old_mode else "0",
        b_mode=f"{change.new_mode:06o}" if change.new_mode else "0",
        diff=text or "",
        new_file=change.status is Status.ADDED,
        renamed_file=change.status is Status.RENAMED,
        deleted_file=change.status is Status.DELETED,
        too_large=text is None,
    )


def protected_branch_out(rule: ProtectedBranch) -> ProtectedBranchOut:
    return ProtectedBranchOut(
        id=rule.pk,
        name=rule.name,
        push_access_levels=[_level(rule.push_level)],
        merge_access_levels=[_level(rule.merge_level)],
        allow_force_push=rule.allow_force_push,
    )


def _level(level: int) -> LevelOut:
    return LevelOut(access_level=level, access_level_description=Level(level).label)
