"""git's smart HTTP protocol.

The views decide who may do what and call ``serve_refs`` and ``serve_rpc``; the other modules know
WSGI and git, and nothing of Django.
"""

from pathlib import Path

from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse

from mergelab.repository.git.errors import GitError, NotFound
from mergelab.repository.git.writes import RefUpdate
from mergelab.repository.http import fetch, push
from mergelab.repository.http.push import PushContext
from mergelab.repository.http.wire import (
    NO_CACHE,
    ClientGone,
    Environ,
    Problem,
    Reply,
    Service,
    requested_service,
)
from mergelab.repository.spool import PushLimits, Verdict

__all__ = [
    "Problem",
    "PushContext",
    "PushLimits",
    "RefUpdate",
    "Reply",
    "Service",
    "Verdict",
    "answer_refs",
    "answer_rpc",
    "requested_service",
    "serve_refs",
    "serve_rpc",
]


def serve_refs(request: HttpRequest, repo_dir: Path, service: Service) -> HttpResponseBase:
    """Answer ``GET …/info/refs?service=…``; take ``service`` from :func:`requested_service`."""
    return _response(answer_refs(request.META, repo_dir, service))


def serve_rpc(
    request: HttpRequest, repo_dir: Path, service: Service, context: PushContext | None = None
) -> HttpResponseBase:
    """Answer ``POST …/git-upload-pack`` and ``POST …/git-receive-pack``.

    ``service`` comes from the path alone. A push without a ``context`` is refused.
    """
    return _response(answer_rpc(request.META, repo_dir, service, context))


def answer_refs(environ: Environ, repo_dir: Path, service: Service) -> Reply:
    """As :func:`serve_refs`, for any WSGI server."""
    try:
        return fetch.refs(environ, repo_dir, service)
    except GitError:
        return _plain(500, "git could not be started.")


def answer_rpc(
    environ: Environ, repo_dir: Path, service: Service, context: PushContext | None = None
) -> Reply:
    """As :func:`serve_rpc`, for any WSGI server."""
    try:
        if service is Service.UPLOAD_PACK:
            return fetch.upload_pack(environ, repo_dir)
        if context is None:
            return _plain(403, "You are not allowed to push to this repository.")
        return push.receive_pack(environ, repo_dir, context)
    except Problem as problem:
        return _plain(problem.status, str(problem))
    except ClientGone:
        return _plain(400, "The request ended too early.")
    except NotFound:
        return _plain(404, "There is no such repository.")
    except GitError as problem:
        return _plain(503, str(problem))


def _plain(status: int, message: str) -> Reply:
    headers = {"Content-Type": "text/plain; charset=utf-8", **NO_CACHE}
    return Reply(status, [f"{message}\n".encode()], headers)


def _response(reply: Reply) -> HttpResponseBase:
    if isinstance(reply.body, list):
        return HttpResponse(b"".join(reply.body), status=reply.status, headers=reply.headers)
    return StreamingHttpResponse(reply.body, status=reply.status, headers=reply.headers)
