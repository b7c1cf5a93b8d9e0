import pytest
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from mergelab.web.addresses import MAX_LENGTH, AddressMiddleware


def pass_on(_request: HttpRequest) -> HttpResponse:
    return HttpResponse("passed")


def test_an_ordinary_address_passes() -> None:
    request = RequestFactory().get("/a/b/-/files", {"search": "%0é"})
    assert AddressMiddleware(pass_on)(request).content == b"passed"


@pytest.mark.parametrize("length", [MAX_LENGTH, MAX_LENGTH + 1])
def test_path_and_query_count_together(length: int) -> None:
    request = RequestFactory().get("/a?q=" + "b" * (length - 4))
    if length == MAX_LENGTH:
        assert AddressMiddleware(pass_on)(request).content == b"passed"
    else:
        with pytest.raises(BadRequest):
            AddressMiddleware(pass_on)(request)


@pytest.mark.parametrize("url", ["/a%00b", "/a?q=%00", "/a?%00=q"])
def test_a_nul_is_a_page_that_says_400(url: str, db: None) -> None:
    answer = Client().get(url)
    assert answer.status_code == 400
    assert b"could not be read" in answer.content
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
