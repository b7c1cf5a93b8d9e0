"""The hostile set, drawn in every way: no script, handler, address or class of it gets out."""

import pytest
from hostile_notebooks import EVIL, HOSTILE, Hostile
from hostile_notebooks.run import BENIGN
from notebooks.test_hostile import made
from selectolax.lexbor import LexborHTMLParser
from support.allowed_html import nodes, offences

from mergelab.projects.models import Project
from mergelab.pure.notebookdiff import NotNotebook, read_notebook

SMALL = [entry for entry in HOSTILE if not entry.heavy]
HEAVY = [entry for entry in HOSTILE if entry.heavy]
LOADING = ("src", "srcset", "poster", "data", "background", "style", "action", "ping")


def check(project: Project, entry: Hostile, *, most: int) -> None:
    data = entry.make()
    try:
        read_notebook(data)
    except NotNotebook:
        return
    for old, new in ((BENIGN, data), (data, None)):
        for html in made(project, old=old, new=new):
            assert len(html) < most
            assert offences(html) == []
            assert requests(html) == []


def requests(html: str) -> list[str]:
    """What a browser would load from elsewhere without being asked."""
    body = LexborHTMLParser(html).body
    assert body is not None
    loaded = (node.attributes.get(name) or "" for node in nodes(body) for name in LOADING)
    return [value for value in loaded if EVIL in value or "evil.example" in value]


@pytest.mark.django_db
@pytest.mark.parametrize("entry", SMALL, ids=str)
def test_nothing_of_a_hostile_notebook_gets_out(project: Project, entry: Hostile) -> None:
    check(project, entry, most=4_000_000)


@pytest.mark.nightly
@pytest.mark.django_db
@pytest.mark.parametrize("entry", HEAVY, ids=str)
def test_no_size_makes_a_page_large(project: Project, entry: Hostile) -> None:
    check(project, entry, most=6_000_000)
