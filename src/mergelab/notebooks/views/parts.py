"""The bytes in notebooks: figures, attachments, raw data of outputs, and whole texts."""

import hashlib
from typing import Final

from django.http import HttpResponse, HttpResponseNotModified
from django.http.response import HttpResponseBase

from mergelab.kit.access import Request
from mergelab.kit.images import HEAD, image_kind, untrusted_headers
from mergelab.notebooks.queries.parts import (
    find_attachment,
    find_figure,
    find_figure_at,
    find_output,
    find_part,
    where_of,
)
from mergelab.notebooks.rendering.text import text_block
from mergelab.projects.models import Project
from mergelab.repository.views.pages import number_in

WHOLE_CHARACTERS: Final = 2_000_000
IMMUTABLE: Final = "private, max-age=31536000, immutable"

SVG_POLICY: Final = "sandbox; default-src 'none'; style-src 'unsafe-inline'"
"""An SVG may colour itself; it runs nothing and asks for nothing, wherever it is opened."""


def figure(
    request: Request, project: Project, *, blob: str, cell: int, output: int, kind: str
) -> HttpResponseBase:
    """An output's picture, for `<img>`. The blob's name never means other bytes."""
    etag = f'"{blob}-{cell}-{output}-{kind}"'
    if request.headers.get("If-None-Match") == etag:
        return HttpResponseNotModified(headers=_caching(etag))
    data = find_figure(project, blob, cell, output, kind)
    return _picture(data, etag, f"cell-{cell + 1}-output-{output + 1}")


def figure_at(request: Request, project: Project, spec: str) -> HttpResponseBase:
    """The picture of an output, `?cell=1&output=0`, of `<commit>/<path>`."""
    commit, _, path = spec.partition("/")
    cell, output = (number_in(request, name, default=0, least=0) for name in ("cell", "output"))
    etag = f'"{commit}-{hashlib.sha256(path.encode()).hexdigest()[:16]}-{cell}-{output}"'
    if request.headers.get("If-None-Match") == etag:
        return HttpResponseNotModified(headers=_caching(etag))
    data = find_figure_at(project, commit, path, cell, output)
    return _picture(data, etag, f"cell-{cell + 1}-output-{output + 1}")


def attachment(
    request: Request, project: Project, *, blob: str, cell: int, place: int
) -> HttpResponseBase:
    """A picture that a Markdown cell brings along."""
    etag = f'"{blob}-{cell}-attachment-{place}"'
    if request.headers.get("If-None-Match") == etag:
        return HttpResponseNotModified(headers=_caching(etag))
    data = find_attachment(project, blob, cell, place)
    return _picture(data, etag, f"cell-{cell + 1}-attachment-{place + 1}")


def data(
    request: Request, project: Project, *, blob: str, cell: int, output: int, place: int
) -> HttpResponse:
    """One entry of an output as a download: never as anything that a browser would show."""
    del request
    part = find_part(project, blob, cell, output, place)
    headers = untrusted_headers("application/octet-stream", filename=part.name)
    return HttpResponse(part.data, headers={**headers, "Cache-Control": IMMUTABLE})


def text(request: Request, project: Project, *, blob: str, cell: int, output: int) -> HttpResponse:
    """All lines of an output's text, as a fragment that takes the place of the cut one."""
    del request
    found = find_output(project, blob, cell, output)
    where = where_of(project, blob, cell)
    # Without an address for more the block is shown whole.
    more = "" if len(found.text) <= WHOLE_CHARACTERS else where.data(found, "text/plain")
    css = "output-error" if found.kind == "error" else ""
    return HttpResponse(text_block(found.text, more, css=css, label=found.name))


def _picture(content: bytes, etag: str, stem: str) -> HttpResponse:
    kind = image_kind(content[:HEAD]) or "svg"
    is_svg = kind == "svg"
    content_type = "image/svg+xml" if is_svg else f"image/{kind}"
    # Opened by itself an SVG is downloaded; as a picture in a page it is shown all the same.
    headers = untrusted_headers(content_type, filename=f"{stem}.{kind}", inline=not is_svg)
    if is_svg:
        headers["Content-Security-Policy"] = SVG_POLICY
    return HttpResponse(content, headers={**headers, **_caching(etag)})


def _caching(etag: str) -> dict[str, str]:
    return {"ETag": etag, "Cache-Control": IMMUTABLE}
