"""Pages of files, and their bytes."""

from itertools import chain
from typing import Final

from django.http import HttpResponse, HttpResponseNotModified, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect

from mergelab.kit.access import Request
from mergelab.kit.images import HEAD, safe_content_type, untrusted_headers
from mergelab.projects.models import Project
from mergelab.repository.addresses import Addresses
from mergelab.repository.git import names
from mergelab.repository.git.errors import NotFound
from mergelab.repository.git.reads import Entry, EntryKind, entry
from mergelab.repository.queries import find_place, opened
from mergelab.repository.queries.files import choices_of, read_file, source_rows, table_rows
from mergelab.repository.queries.history import read_last
from mergelab.repository.queries.streams import blob_chunks
from mergelab.repository.views.pages import page, place_values

MAX_RAW_NAME: Final = 200


def show_blob(request: Request, project: Project, ref_path: str) -> HttpResponse:
    """A file, rendered or as source; the address of a directory leads to its page."""
    with opened(project) as handle:
        place = find_place(handle, project, ref_path)
        if not place.path:
            return redirect(Addresses(project).tree(place.ref))
        found = entry(handle, place.sha, place.path)
        if found.kind is EntryKind.DIRECTORY:
            return redirect(Addresses(project).tree(place.ref, place.path))
        if found.kind is EntryKind.SUBMODULE:
            raise NotFound("This is another repository, not a file.")
        addresses = Addresses(project)
        here = addresses.blob(place.ref, place.path)
        file = read_file(handle, place, found, plain=request.GET.get("plain") == "1")
        return page(
            request,
            project,
            "blob",
            tab="files",
            file=file,
            source=source_rows(file.lines),
            table=table_rows(file.table) if file.table else "",
            target=names.display(file.target),
            choices=choices_of(file, here),
            latest=read_last(handle, place),
            here=here,
            raw_url=addresses.raw(place.ref, place.path),
            download_url=addresses.raw(place.ref, place.path, download=True),
            history_url=addresses.commits(place.ref, place.path),
            permalink=addresses.blob(place.sha, place.path),
            **place_values(handle, place, "blob"),
        )


def raw(request: Request, project: Project, ref_path: str) -> HttpResponseBase:
    """A file's bytes, with headers that keep a browser from running anything in them."""
    with opened(project) as handle:
        place = find_place(handle, project, ref_path)
        found = entry(handle, place.sha, place.path)
        if found.kind not in {EntryKind.FILE, EntryKind.SYMLINK}:
            raise NotFound("This is not a file.")
    etag = f'"{found.sha}"'
    headers = {"ETag": etag, "Cache-Control": "private, max-age=0, must-revalidate"}
    if request.headers.get("If-None-Match") == etag:
        return HttpResponseNotModified(headers=headers)
    return _bytes(project, found, headers, inline=request.GET.get("inline") != "false")


def _bytes(
    project: Project, found: Entry, headers: dict[str, str], *, inline: bool
) -> HttpResponseBase:
    size, chunks = blob_chunks(project, found.sha)
    first = next(chunks, b"")
    content_type, may_show = safe_content_type(found.name, first[:HEAD])
    name = found.label[-MAX_RAW_NAME:]
    return StreamingHttpResponse(
        chain([first], chunks),
        headers={
            **headers,
            **untrusted_headers(content_type, filename=name, inline=inline and may_show),
            "Content-Length": str(size),
        },
    )
