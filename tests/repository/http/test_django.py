from pathlib import Path
from typing import Any

import pytest
from django.http import HttpResponse, StreamingHttpResponse
from django.test import RequestFactory

from mergelab.repository.http import Service, serve_refs, serve_rpc

# Closing an answer ends Django's request, which looks at the connections that are open.
pytestmark = pytest.mark.django_db


def test_refs_are_streamed(directory: Path, rf: RequestFactory, running: Any) -> None:
    answer = serve_refs(rf.get("/"), directory, Service.UPLOAD_PACK)
    assert isinstance(answer, StreamingHttpResponse)
    assert answer["Content-Type"] == "application/x-git-upload-pack-advertisement"
    assert answer["Pragma"] == "no-cache"
    assert answer.getvalue().startswith(b"001e# service=git-upload-pack\n0000")
    answer.close()


def test_closing_the_answer_stops_git(directory: Path, rf: RequestFactory, running: Any) -> None:
    answer = serve_refs(rf.get("/"), directory, Service.RECEIVE_PACK)
    answer.close()
    assert running(directory) == []


def test_fetch(directory: Path, rf: RequestFactory) -> None:
    body = b"0014command=ls-refs\n00010014ref-prefix HEAD\n0000"
    request = rf.post(
        "/",
        data=body,
        content_type="application/x-git-upload-pack-request",
        headers={"Git-Protocol": "version=2"},
    )
    answer = serve_rpc(request, directory, Service.UPLOAD_PACK)
    assert isinstance(answer, StreamingHttpResponse)
    assert answer.getvalue() == b"0000"
    answer.close()


def test_a_push_without_context_is_refused(directory: Path, rf: RequestFactory) -> None:
    request = rf.post("/", data=b"0000", content_type="application/x-git-receive-pack-request")
    answer = serve_rpc(request, directory, Service.RECEIVE_PACK)
    assert isinstance(answer, HttpResponse)
    assert answer.status_code == 403
    assert answer["X-Content-Type-Options"] == "nosniff"
