"""git's own addresses: what `git clone`, `fetch` and `push` talk to.

Which service is served follows from the path alone; `?service=` only says which refs to list.
"""

from functools import partial

from django.conf import settings
from django.http import HttpResponse
from django.http.response import HttpResponseBase

from mergelab.kit.access import Denied, Request
from mergelab.kit.errors import Forbidden
from mergelab.projects.models import Project
from mergelab.repository.http import (
    Problem,
    PushContext,
    PushLimits,
    Service,
    requested_service,
    serve_refs,
    serve_rpc,
)
from mergelab.repository.judging import NOT_ALLOWED, judge
from mergelab.repository.policies import branch_rules, can_send
from mergelab.repository.services import record_folder
from mergelab.repository.storage import directory, layout


def info_refs(request: Request, project: Project) -> HttpResponseBase:
    """The refs, as the first step of a fetch or a push."""
    try:
        service = requested_service(request.META)
    except Problem as problem:
        return HttpResponse(
            f"{problem}\n", status=problem.status, content_type="text/plain; charset=utf-8"
        )
    if service is Service.RECEIVE_PACK:
        _require_sender(request, project)
    return serve_refs(request, directory(project.pk), service)


def upload_pack(request: Request, project: Project) -> HttpResponseBase:
    """The objects of a clone or fetch."""
    return serve_rpc(request, directory(project.pk), Service.UPLOAD_PACK)


def receive_pack(request: Request, project: Project) -> HttpResponseBase:
    """A push: each ref is judged on its own, and what git made durable is recorded."""
    actor = request.actor.user
    rules = branch_rules(request.actor, project)
    context = PushContext(
        layout=layout(),
        judge=partial(judge, project, actor, rules),
        on_pushed=record_folder,
        context={"project": project.pk, "actor": actor.pk},
        limits=PushLimits(max_object_bytes=settings.MAX_OBJECT_BYTES),
        max_bytes=settings.MAX_PUSH_BYTES,
    )
    return serve_rpc(request, directory(project.pk), Service.RECEIVE_PACK, context)


def _require_sender(request: Request, project: Project) -> None:
    """401 for nobody in particular, and words that git prints for who may read but not write."""
    if request.actor.is_anonymous:
        raise Denied(request.actor)
    if not can_send(request.actor, project):
        raise Forbidden(NOT_ALLOWED)
