"""REST: lists of merge requests, of one project or of all that concern oneself."""

from datetime import datetime
from typing import Annotated, Final

import msgspec
from django.db.models import Q, QuerySet

from mergelab.kit.access import Request
from mergelab.kit.errors import Refused
from mergelab.kit.rest import Id, Listing, Number, operation
from mergelab.merge_requests.api.shapes import MergeRequestBasic, merge_request_basic
from mergelab.merge_requests.models import MergeRequest
from mergelab.merge_requests.queries import (
    MergeRequestFilter,
    merge_requests_among,
    merge_requests_of,
)
from mergelab.projects.models import Project
from mergelab.projects.queries import code_readable_by

STATES: Final = ("opened", "closed", "merged", "all", "locked")
ORDERS: Final = ("created_at", "updated_at", "title")
FLAGS: Final = {"yes": True, "true": True, "no": False, "false": False, "": None}


class MergeRequestQuery(msgspec.Struct, kw_only=True):
    state: str = "all"
    scope: str = "created_by_me"
    search: str = ""
    author_id: Id | None = None
    author_username: str = ""
    assignee_id: Id | None = None
    assignee_username: str = ""
    reviewer_id: Id | None = None
    reviewer_username: str = ""
    source_branch: str = ""
    target_branch: str = ""
    created_after: datetime | None = None
    created_before: datetime | None = None
    updated_after: datetime | None = None
    updated_before: datetime | None = None
    wip: str = ""
    draft: str = ""
    iids: Annotated[list[Number], msgspec.Meta(max_length=100)] = []
    order_by: str = "created_at"
    sort: str = "desc"


@operation(
    "List a project's merge requests",
    query=MergeRequestQuery,
    returns=MergeRequestBasic,
    listing=True,
)
def list_merge_requests(_request: Request, project: Project, query: MergeRequestQuery) -> Listing:
    return _listing(merge_requests_of(project, _filter(query)), query)


@operation(
    "List merge requests that concern oneself",
    query=MergeRequestQuery,
    returns=MergeRequestBasic,
    listing=True,
)
def list_own_merge_requests(request: Request, query: MergeRequestQuery) -> Listing:
    user = request.actor.user
    reviews = MergeRequest.reviewers.through.objects.filter(user=user)
    scopes = {
        "created_by_me": Q(author=user),
        "assigned_to_me": Q(assignee=user),
        "reviews_for_me": Q(pk__in=reviews.values("mergerequest_id")),
        "all": Q(),
    }
    if query.scope not in scopes:
        raise Refused(f"Use one of {', '.join(scopes)}.", field="scope")
    readable = MergeRequest.objects.filter(project__in=code_readable_by(request.actor))
    return _listing(
        merge_requests_among(readable.filter(scopes[query.scope]), _filter(query)), query
    )


def _filter(query: MergeRequestQuery) -> MergeRequestFilter:
    flag = (query.draft or query.wip).lower()
    for field, value, choices in (
        ("state", query.state, STATES),
        ("order_by", query.order_by, ORDERS),
        ("draft", flag, FLAGS),
    ):
        if value not in choices:
            raise Refused(f"Use one of {', '.join(filter(None, choices))}.", field=field)
    return MergeRequestFilter(
        state=query.state,
        search=query.search,
        author=query.author_username,
        assignee=query.assignee_username,
        reviewer=query.reviewer_username,
        draft=FLAGS[flag],
        source_branch=query.source_branch,
        target_branch=query.target_branch,
    )


def _listing(rows: "QuerySet[MergeRequest]", query: MergeRequestQuery) -> Listing:
    """The rest of the filters, and the order."""
    wanted = {
        "author": query.author_id,
        "assignee": query.assignee_id,
        "reviewers": query.reviewer_id,
        "created_at__gte": query.created_after,
        "created_at__lte": query.created_before,
        "updated_at__gte": query.updated_after,
        "updated_at__lte": query.updated_before,
        "iid__in": query.iids or None,
    }
    rows = rows.filter(**{name: value for name, value in wanted.items() if value is not None})
    sign = "" if query.sort == "asc" else "-"
    related = rows.select_related("author", "assignee", "merged_by", "closed_by", "project__group")
    return Listing(related.order_by(f"{sign}{query.order_by}", f"{sign}pk"), merge_request_basic)
