"""REST: the tree, files and blobs."""

import base64
import binascii
import hashlib

import msgspec
from django.http import Http404, HttpResponse

from mergelab.kit.access import Request
from mergelab.kit.errors import Refused
from mergelab.kit.images import HEAD, safe_content_type, untrusted_headers
from mergelab.kit.rest import ANY, Listing, operation
from mergelab.projects.models import Project
from mergelab.repository import services
from mergelab.repository.api.opened import opened, revision
from mergelab.repository.api.shapes import wire_path
from mergelab.repository.git.actions import Action, ActionKind
from mergelab.repository.git.names import display
from mergelab.repository.git.reads import (
    Entry,
    EntryKind,
    Handle,
    blob_data,
    blob_size,
    entry,
    history,
    tree,
)

MAX_CONTENT = 100 * 1024 * 1024
MAX_BODY = 140 * 1024 * 1024
MAX_RECURSIVE = 20_000
_TYPES = {EntryKind.DIRECTORY: "tree", EntryKind.SUBMODULE: "commit"}


class TreeQuery(msgspec.Struct, kw_only=True):
    path: str = ""
    ref: str = ""
    recursive: bool = False


class RefQuery(msgspec.Struct, kw_only=True):
    ref: str = ""


class EntryOut(msgspec.Struct, kw_only=True):
    id: str
    name: str
    type: str
    path: str
    mode: str


class FileOut(msgspec.Struct, kw_only=True):
    file_name: str
    file_path: str
    size: int
    encoding: str
    content: str
    content_sha256: str
    ref: str
    blob_id: str
    commit_id: str
    last_commit_id: str
    execute_filemode: bool


class BlobOut(msgspec.Struct, kw_only=True):
    size: int
    encoding: str
    content: str
    sha: str


class FileBody(msgspec.Struct, kw_only=True):
    """What makes, replaces or removes one file."""

    branch: str
    commit_message: str
    content: str = ""
    encoding: str = "text"
    start_branch: str | None = None
    author_name: str = ""
    author_email: str = ""
    last_commit_id: str | None = None
    execute_filemode: bool | None = None


class WrittenOut(msgspec.Struct, kw_only=True):
    file_path: str
    branch: str


def content_of(text: str, encoding: str, *, field: str = "content") -> bytes:
    """The bytes that a client sent as text, or as base64 with or without line breaks."""
    if encoding == "text":
        return text.encode()
    if encoding != "base64":
        raise Refused("Use text or base64.", field="encoding")
    try:
        return base64.b64decode("".join(text.split()), validate=True)
    except (binascii.Error, ValueError):
        raise Refused("This is not valid base64.", field=field) from None


def _entry_out(found: Entry) -> EntryOut:
    return EntryOut(
        id=found.sha,
        name=wire_path(found.name),
        type=_TYPES.get(found.kind, "blob"),
        path=wire_path(found.path),
        mode=f"{found.mode:06o}",
    )


@operation("List a folder", query=TreeQuery, returns=EntryOut, listing=True)
def list_tree(_request: Request, project: Project, query: TreeQuery) -> Listing:
    with opened(project, "Tree") as handle:
        if handle.is_empty and not query.ref:
            return Listing([], _entry_out)
        at = revision(handle, project, query.ref)
        found = _walk(handle, at.sha, query.path, recursive=query.recursive)
    return Listing(found, _entry_out)


def _walk(handle: Handle, sha: str, path: str, *, recursive: bool) -> list[Entry]:
    """The entries below a folder, bounded: a repository can describe a tree without end."""
    found: list[Entry] = []
    folders = [path.strip("/")]
    while folders and len(found) < MAX_RECURSIVE:
        entries = tree(handle, sha, folders.pop(0), limit=MAX_RECURSIVE - len(found)).entries
        found += entries
        if not recursive:
            break
        folders[:0] = [row.path for row in entries if row.kind is EntryKind.DIRECTORY]
    return found


def _file(handle: Handle, sha: str, path: str) -> Entry:
    found = entry(handle, sha, path)
    if found.size is None:
        raise Http404("404 File Not Found")
    return found


@operation("Get a file with its content", query=RefQuery, returns=FileOut)
def show_file(_request: Request, project: Project, file_path: str, query: RefQuery) -> HttpResponse:
    with opened(project, "File") as handle:
        at = revision(handle, project, query.ref)
        found = _file(handle, at.sha, file_path)
        data = blob_data(handle, found.sha, cap=MAX_CONTENT)
        last = history(handle, at.sha, path=file_path, limit=1)
    shown = FileOut(
        file_name=wire_path(found.name),
        file_path=wire_path(found.path),
        size=len(data),
        encoding="base64",
        content=base64.b64encode(data).decode(),
        content_sha256=hashlib.sha256(data).hexdigest(),
        ref=query.ref or project.default_branch,
        blob_id=found.sha,
        commit_id=at.sha,
        last_commit_id=last[0].sha if last else at.sha,
        execute_filemode=found.executable,
    )
    return HttpResponse(
        msgspec.json.encode(shown), content_type="application/json", headers=_headers(shown)
    )


def _headers(shown: FileOut) -> dict[str, str]:
    """What a HEAD request is made for."""
    fields = msgspec.structs.asdict(shown)
    del fields["content"]
    return {
        "X-Gitlab-" + name.replace("_", "-").title(): _header(value)
        for name, value in fields.items()
    }


def _header(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return display(str(value)).encode("ascii", "backslashreplace").decode()


@operation("Get a file's bytes", query=RefQuery, media_type=ANY)
def show_raw_file(
    _request: Request, project: Project, file_path: str, query: RefQuery
) -> HttpResponse:
    with opened(project, "File") as handle:
        at = revision(handle, project, query.ref)
        found = _file(handle, at.sha, file_path)
        data = blob_data(handle, found.sha, cap=MAX_CONTENT)
    return raw(data, found.name)


def raw(data: bytes, name: str) -> HttpResponse:
    kind, inline = safe_content_type(name, data[:HEAD])
    headers = untrusted_headers(kind, filename=name, inline=inline)
    return HttpResponse(data, headers=headers)


@operation("Make a file", body=FileBody, returns=WrittenOut, status=201, max_body=MAX_BODY)
def create_file(request: Request, project: Project, file_path: str, body: FileBody) -> WrittenOut:
    return _write(request, project, ActionKind.CREATE, file_path, body)


@operation("Replace a file's content", body=FileBody, returns=WrittenOut, max_body=MAX_BODY)
def update_file(request: Request, project: Project, file_path: str, body: FileBody) -> WrittenOut:
    return _write(request, project, ActionKind.UPDATE, file_path, body)


@operation("Delete a file", body=FileBody)
def delete_file(request: Request, project: Project, file_path: str, body: FileBody) -> None:
    _write(request, project, ActionKind.DELETE, file_path, body)


def _write(
    request: Request, project: Project, kind: ActionKind, path: str, body: FileBody
) -> WrittenOut:
    content = None if kind is ActionKind.DELETE else content_of(body.content, body.encoding)
    action = Action(
        kind,
        path,
        content=content,
        executable=body.execute_filemode,
        last_sha=seen_blob(project, body.start_branch or body.branch, path, body.last_commit_id),
    )
    services.commit_files(
        by=request.actor,
        project=project,
        branch=body.branch,
        message=body.commit_message,
        actions=[action],
        start=body.start_branch,
        author_name=body.author_name,
        author_email=body.author_email,
    )
    return WrittenOut(file_path=path, branch=body.branch)


def seen_blob(project: Project, branch: str, path: str, last_commit_id: str | None) -> str | None:
    """The blob that a client saw, by the commit it names as the file's last; Refused if not."""
    if last_commit_id is None:
        return None
    with opened(project, "File") as handle:
        at = revision(handle, project, branch)
        last = history(handle, at.sha, path=path, limit=1)
        if not last or last[0].sha != last_commit_id:
            raise Refused("The file was changed by a later commit.", field="last_commit_id")
        return entry(handle, at.sha, path).sha


@operation("Get a blob", returns=BlobOut)
def show_blob(_request: Request, project: Project, sha: str) -> BlobOut:
    data = _blob(project, sha)
    return BlobOut(
        size=len(data), encoding="base64", content=base64.b64encode(data).decode(), sha=sha
    )


@operation("Get a blob's bytes", media_type=ANY)
def show_raw_blob(_request: Request, project: Project, sha: str) -> HttpResponse:
    return raw(_blob(project, sha), sha)


def _blob(project: Project, sha: str) -> bytes:
    with opened(project, "Blob") as handle:
        blob_size(handle, sha)
        return blob_data(handle, sha, cap=MAX_CONTENT)
