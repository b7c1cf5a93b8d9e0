from django.core.paginator import Paginator
from django.template import Context, Template
from django.test import RequestFactory

from mergelab.web.components import navigation


def rendered(source: str, **values: object) -> str:
    return Template(source).render(Context(values))


def test_breadcrumb() -> None:
    assert navigation.breadcrumb("a <b>", "/a?x&y") == (
        '<li><a href="/a?x&amp;y">a &lt;b&gt;</a></li>'
    )
    assert navigation.breadcrumb("!12") == '<li><span aria-current="page">!12</span></li>'


def test_tabs() -> None:
    assert navigation.tab("Changes", "/c", count=1234, active=True) == (
        '<a class="tab" href="/c" aria-current="page">Changes<span class="count">1,234</span></a>'
    )
    assert navigation.tab("Commits", "/k", count=0).endswith('<span class="count">0</span></a>')
    assert navigation.tab("Overview", "/o") == '<a class="tab" href="/o">Overview</a>'
    assert rendered('{% tabs label="M" %}x{% endtabs %}') == (
        '<nav class="tabs" aria-label="M" data-tabs>x</nav>'
    )


def test_maybe_url() -> None:
    assert navigation.maybe_url("ui_patterns") == "/-/ui"
    assert navigation.maybe_url("no_such_route", 1) == ""


def test_pagination_keeps_the_query() -> None:
    request = RequestFactory().get("/list", {"page": "3", "search": "a&b", "state": "all"})
    page = Paginator(range(95), 10).page(3)
    markup = rendered("{% pagination page %}", page=page, request=request)
    assert "<span>21–30 of 95</span>" in markup
    assert '<a href="?page=2&amp;search=a%26b&amp;state=all" rel="prev">' in markup
    assert '<a href="?page=4&amp;search=a%26b&amp;state=all" rel="next">' in markup
    assert '<span aria-current="page"><span class="visually-hidden">Page </span>3</span>' in markup
    assert '<span aria-hidden="true">…</span>' in markup


def test_pagination_at_both_ends_and_of_one_page() -> None:
    first = rendered("{% pagination page %}", page=Paginator(range(20), 10).page(1))
    assert 'rel="prev"' not in first
    assert '<a href="?page=2" rel="next">' in first
    last = rendered("{% pagination page %}", page=Paginator(range(20), 10).page(2))
    assert 'rel="next"' not in last
    assert rendered("{% pagination page %}", page=Paginator(range(10), 10).page(1)) == ""


def test_pager() -> None:
    assert navigation.pager() == ""
    markup = navigation.pager(previous="?after=1", older="Older", newer="Newer")
    assert '<a href="?after=1" rel="prev">' in markup
    assert '<span aria-disabled="true">Older' in markup


def test_table() -> None:
    assert rendered('{% table caption="Members" %}<tr></tr>{% endtable %}') == (
        '<div class="table-scroll"><table class="table">'
        '<caption class="visually-hidden">Members</caption>\n<tr></tr></table></div>'
    )
