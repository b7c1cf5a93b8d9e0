"""Lists in pages, by offset or by keyset, with the headers that GitLab's clients follow."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Annotated, Any
from urllib.parse import urlencode

import msgspec
from django.db.models import QuerySet
from django.utils.encoding import escape_uri_path

from mergelab.kit.access import Request
from mergelab.kit.errors import Refused

MAX_OFFSET = 50_000
MAX_PER_PAGE = 100


class PageQuery(msgspec.Struct, kw_only=True):
    """The paging parameters that every list takes."""

    page: Annotated[int, msgspec.Meta(ge=1, le=2**31)] = 1
    per_page: Annotated[int, msgspec.Meta(ge=1, le=2**31)] = 20
    pagination: str = ""
    cursor: str = ""
    sort: str = "desc"

    @property
    def size(self) -> int:
        return min(self.per_page, MAX_PER_PAGE)


@dataclass(frozen=True, slots=True)
class Listing:
    """Rows and how one of them looks on the wire.

    `present_all` maps a whole page at once, so that it can fetch what the page needs in one query.
    Keyset paging, asked for with `pagination=keyset`, goes by primary key.
    """

    rows: "QuerySet[Any] | Sequence[Any]"
    present: Callable[[Any], Any] | None = None
    present_all: Callable[[list[Any]], list[Any]] | None = None

    def page(self, request: Request, query: PageQuery) -> tuple[list[Any], dict[str, str]]:
        """One page of items and its headers."""
        if query.pagination == "keyset" and isinstance(self.rows, QuerySet):
            return self._by_key(request, query, self.rows)
        return self._by_offset(request, query)

    def _items(self, rows: list[Any]) -> list[Any]:
        if self.present_all is not None:
            return self.present_all(rows)
        assert self.present is not None
        return [self.present(row) for row in rows]

    def _by_offset(self, request: Request, query: PageQuery) -> tuple[list[Any], dict[str, str]]:
        start = (query.page - 1) * query.size
        if start > MAX_OFFSET:
            raise Refused(
                f"Offsets end at {MAX_OFFSET}; use pagination=keyset for more.", field="page"
            )
        total = self.rows.count() if isinstance(self.rows, QuerySet) else len(self.rows)
        rows = list(self.rows[start : start + query.size])
        last = max(1, -(-total // query.size))
        headers = {
            "X-Page": str(query.page),
            "X-Per-Page": str(query.size),
            "X-Total": str(total),
            "X-Total-Pages": str(last),
            "X-Next-Page": str(query.page + 1) if query.page < last else "",
            "X-Prev-Page": str(query.page - 1) if query.page > 1 else "",
        }
        near = {"first": 1, "last": last}
        if query.page < last:
            near["next"] = query.page + 1
        if query.page > 1:
            near["prev"] = min(query.page - 1, last)
        links = {rel: {"page": number, "per_page": query.size} for rel, number in near.items()}
        headers["Link"] = _link(request, links)
        return self._items(rows), headers

    def _by_key(
        self, request: Request, query: PageQuery, rows: "QuerySet[Any]"
    ) -> tuple[list[Any], dict[str, str]]:
        rising = query.sort == "asc"
        if query.cursor:
            if not query.cursor.isdecimal() or len(query.cursor) > 18:
                raise Refused("Use the cursor from the Link header.", field="cursor")
            bound = {"pk__gt" if rising else "pk__lt": int(query.cursor)}
            rows = rows.filter(**bound)
        found = list(rows.order_by("pk" if rising else "-pk")[: query.size + 1])
        here, has_more = found[: query.size], len(found) > query.size
        headers = {"X-Per-Page": str(query.size)}
        if has_more:
            following = {"cursor": here[-1].pk, "per_page": query.size}
            headers["Link"] = _link(request, {"next": following})
        return self._items(here), headers


def _link(request: Request, links: dict[str, dict[str, int]]) -> str:
    """The Link header; python-gitlab follows nothing else."""
    base = request.build_absolute_uri(escape_uri_path(request.path))
    kept = [(key, value) for key in request.GET for value in request.GET.getlist(key)]
    parts = []
    for rel, changed in links.items():
        pairs = [(key, value) for key, value in kept if key not in changed] + list(changed.items())
        parts.append(f'<{base}?{urlencode(pairs)}>; rel="{rel}"')
    return ", ".join(parts)
