"""REST: commits, comparisons and archives."""

from datetime import datetime
from typing import Any

import msgspec
from django.http import Http404, StreamingHttpResponse

from mergelab.accounts.urls_of import absolute
from mergelab.kit.access import Request
from mergelab.kit.errors import Refused
from mergelab.kit.images import content_disposition
from mergelab.kit.rest import ANY, Listing, operation
from mergelab.projects.models import Project
from mergelab.repository import services
from mergelab.repository.api.diffs import diffs_between
from mergelab.repository.api.files import MAX_BODY, content_of, seen_blob
from mergelab.repository.api.opened import opened, revision
from mergelab.repository.api.shapes import CommitOut, DiffOut, StatsOut, commit_out
from mergelab.repository.git.actions import Action, ActionKind
from mergelab.repository.git.diffs import raw_changes
from mergelab.repository.git.reads import (
    ArchiveFormat,
    Commit,
    Handle,
    archive,
    commit,
    history,
    merge_base,
    resolve,
)

MAX_COMMITS = 5_000
ARCHIVE_TYPES = {
    ArchiveFormat.ZIP: "application/zip",
    ArchiveFormat.TAR: "application/x-tar",
    ArchiveFormat.TAR_GZ: "application/gzip",
}


class CommitQuery(msgspec.Struct, kw_only=True):
    ref_name: str = ""
    path: str = ""
    since: datetime | None = None
    until: datetime | None = None
    first_parent: bool = False


class ActionBody(msgspec.Struct, kw_only=True):
    action: str
    file_path: str
    content: str | None = None
    encoding: str = "text"
    previous_path: str | None = None
    last_commit_id: str | None = None
    execute_filemode: bool | None = None


class NewCommit(msgspec.Struct, kw_only=True):
    branch: str
    commit_message: str
    actions: list[ActionBody]
    start_branch: str | None = None
    start_sha: str | None = None
    author_name: str = ""
    author_email: str = ""
    force: bool = False


class CompareQuery(msgspec.Struct, kw_only=True):
    from_: str = msgspec.field(name="from")
    to: str
    straight: bool = False


class ComparisonOut(msgspec.Struct, kw_only=True):
    commit: CommitOut | None
    commits: list[CommitOut]
    diffs: list[DiffOut]
    compare_timeout: bool
    compare_same_ref: bool
    web_url: str


class RefsQuery(msgspec.Struct, kw_only=True):
    refs: list[str]


class ArchiveQuery(msgspec.Struct, kw_only=True):
    sha: str = ""
    format: str = "tar.gz"


@operation("List commits", query=CommitQuery, returns=CommitOut, listing=True)
def list_commits(_request: Request, project: Project, query: CommitQuery) -> Listing:
    with opened(project, "Commit") as handle:
        if handle.is_empty and not query.ref_name:
            return Listing([], _same)
        at = revision(handle, project, query.ref_name)
        found = history(
            handle,
            at.sha,
            path=query.path or None,
            limit=MAX_COMMITS,
            first_parent=query.first_parent,
        )
    rows = [row for row in found if _within(row, query)]
    return Listing(rows, lambda row: commit_out(row, project))


def _within(row: Commit, query: CommitQuery) -> bool:
    when = row.committer.time
    since, until = _aware(query.since, when), _aware(query.until, when)
    return (since is None or when >= since) and (until is None or when <= until)


def _aware(moment: datetime | None, like: datetime) -> datetime | None:
    if moment is None or moment.tzinfo is not None:
        return moment
    return moment.replace(tzinfo=like.tzinfo)


@operation(
    "Make a commit of file actions",
    body=NewCommit,
    returns=CommitOut,
    status=201,
    max_body=MAX_BODY,
)
def create_commit(request: Request, project: Project, body: NewCommit) -> CommitOut:
    made = services.commit_files(
        by=request.actor,
        project=project,
        branch=body.branch,
        message=body.commit_message,
        actions=[_action(project, body, row) for row in body.actions],
        start=body.start_sha or body.start_branch,
        author_name=body.author_name,
        author_email=body.author_email,
        force=body.force,
    )
    return commit_out(made, project)


def _action(project: Project, body: NewCommit, row: ActionBody) -> Action:
    try:
        kind = ActionKind(row.action)
    except ValueError:
        choices = ", ".join(ActionKind)
        raise Refused(f"Use one of {choices}.", field="action") from None
    content = None if row.content is None else content_of(row.content, row.encoding)
    return Action(
        kind,
        row.file_path,
        content=b"" if content is None and kind is ActionKind.CREATE else content,
        previous_path=row.previous_path,
        executable=row.execute_filemode,
        last_sha=seen_blob(
            project,
            body.start_sha or body.start_branch or body.branch,
            row.previous_path or row.file_path,
            row.last_commit_id,
        ),
    )


@operation("Get a commit", returns=CommitOut)
def show_commit(_request: Request, project: Project, sha: str) -> CommitOut:
    with opened(project, "Commit") as handle:
        found = commit(handle, revision(handle, project, sha).sha)
        changes = raw_changes(handle.directory, _base(found), found.sha).files
    added = sum(change.additions or 0 for change in changes)
    deleted = sum(change.deletions or 0 for change in changes)
    shown = commit_out(found, project)
    shown.stats = StatsOut(additions=added, deletions=deleted, total=added + deleted)
    return shown


@operation("What a commit changed", returns=DiffOut, listing=True)
def list_commit_diffs(_request: Request, project: Project, sha: str) -> Listing:
    with opened(project, "Commit") as handle:
        found = commit(handle, revision(handle, project, sha).sha)
        diffs = diffs_between(handle, _base(found), found.sha)
    return Listing(diffs, _same)


def _same(row: Any) -> Any:
    return row


def _base(found: Commit) -> str | None:
    return found.parents[0] if found.parents else None


@operation("Compare two commits", query=CompareQuery, returns=ComparisonOut)
def compare(_request: Request, project: Project, query: CompareQuery) -> ComparisonOut:
    with opened(project, "Ref") as handle:
        start, end = (revision(handle, project, name).sha for name in (query.from_, query.to))
        base: str | None = start if query.straight else merge_base(handle, start, end)
        commits = history(handle, end, exclude=(start,), limit=MAX_COMMITS)
        diffs = diffs_between(handle, base, end)
    shown = [commit_out(row, project) for row in reversed(commits)]
    return ComparisonOut(
        commit=shown[-1] if shown else None,
        commits=shown,
        diffs=diffs,
        compare_timeout=False,
        compare_same_ref=start == end,
        web_url=absolute(f"/{project.full_path}/-/compare/{start}...{end}"),
    )


@operation("The common ancestor of commits", query=RefsQuery, returns=CommitOut)
def show_merge_base(_request: Request, project: Project, query: RefsQuery) -> CommitOut:
    if len(query.refs) < 2:
        raise Refused("Name at least two refs.", field="refs")
    with opened(project, "Ref") as handle:
        return commit_out(commit(handle, _common(handle, query.refs)), project)


def _common(handle: Handle, refs: list[str]) -> str:
    found: str | None = resolve(handle, refs[0]).sha
    for ref in refs[1:]:
        found = merge_base(handle, found or "", resolve(handle, ref).sha)
        if found is None:
            raise Http404("404 Merge Base Not Found")
    assert found is not None
    return found


@operation("Download the files of a commit", query=ArchiveQuery, media_type=ANY)
def download_archive(
    _request: Request, project: Project, query: ArchiveQuery, suffix: str = ""
) -> StreamingHttpResponse:
    try:
        kind = ArchiveFormat(suffix or query.format)
    except ValueError:
        raise Refused(f"Use one of {', '.join(ArchiveFormat)}.", field="format") from None
    with opened(project, "File") as handle:
        at = revision(handle, project, query.sha)
        name = f"{project.path}-{at.sha[:12]}"
        chunks = archive(handle, at.sha, kind=kind, prefix=name)
    return StreamingHttpResponse(
        chunks,
        headers={
            "Content-Type": ARCHIVE_TYPES[kind],
            "Content-Disposition": content_disposition(f"{name}.{kind}"),
        },
    )
