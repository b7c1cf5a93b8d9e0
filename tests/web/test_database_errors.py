"""A database that does not answer is 503 with a time to come back, whichever door was used."""

import pytest
from django.db import InterfaceError, OperationalError, connection
from django.test import Client

from mergelab.kit.sqlite.base import WriterBusy


class Broken:
    """Stands between Django and the database, which is gone."""

    def __init__(self, error: Exception) -> None:
        self.error = error

    def __call__(self, *_arguments: object) -> object:
        raise self.error


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/-/sign_in", "/api/v4/projects"])
@pytest.mark.parametrize(
    "error", [OperationalError("gone"), InterfaceError("closed"), WriterBusy("busy")]
)
def test_unavailable(path, error):
    client = Client(raise_request_exception=False)
    client.cookies["mergelab_session"] = "a" * 32  # has the session looked up
    with connection.execute_wrapper(Broken(error)):
        response = client.get(path)
    assert response.status_code == 503
    assert response["Retry-After"] == "5"
    assert "gone" not in response.content.decode()


@pytest.mark.django_db
def test_other_errors_are_ours(monkeypatch):
    client = Client(raise_request_exception=False)
    client.cookies["mergelab_session"] = "a" * 32
    with connection.execute_wrapper(Broken(RuntimeError("slip"))):
        response = client.get("/-/sign_in")
    assert response.status_code == 500
    assert "Retry-After" not in response
