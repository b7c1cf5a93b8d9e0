import json

from django.http import HttpResponse
from django.test import RequestFactory

from mergelab.web.fragments import wants_fragment, with_toast


def test_a_toast_travels_as_ascii_in_a_header() -> None:
    answer = with_toast(HttpResponse("x"), "Grüße\n→", kind="info")
    assert answer.headers["Toast"].isascii()
    assert json.loads(answer.headers["Toast"]) == {"text": "Grüße\n→", "kind": "info"}


def test_who_asks_for_a_fragment() -> None:
    make = RequestFactory().get
    assert wants_fragment(make("/", headers={"HX-Request": "true"}))
    assert not wants_fragment(make("/"))
