"""Alive, ready, and what is counted."""

import pytest
from django.db import connection
from django.test import Client
from factories import client_of

from mergelab.kit.tasks import leases
from mergelab.web import health

LOCAL = {"REMOTE_ADDR": "127.0.0.1", "HTTP_HOST": "localhost:8000"}


@pytest.fixture(autouse=True)
def _hosts(settings):
    settings.ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1", "[::1]", "m.example.org"]


def test_health_asks_nothing(anonymous, django_assert_num_queries, db):
    with django_assert_num_queries(0):
        response = anonymous.get("/-/health")
    assert (response.status_code, response.content) == (200, b"ok\n")


@pytest.mark.django_db
def test_ready_needs_a_worker(anonymous):
    response = anonymous.get("/-/ready")
    assert response.status_code == 503
    assert response.json() == {
        "status": "not ready",
        "checks": {
            "database": "ok",
            "migrations": "ok",
            "data_directory": "ok",
            "worker": "failed",
        },
    }
    leases.beat("w")
    response = anonymous.get("/-/ready")
    assert response.status_code == 200
    assert response.json()["status"] == "ready"


@pytest.mark.django_db
def test_missing_migration_is_noticed(anonymous, monkeypatch):
    monkeypatch.setattr(health, "_migrated", set())
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'kit'")
    assert anonymous.get("/-/ready").json()["checks"]["migrations"] == "failed"


@pytest.mark.django_db
def test_unwritable_data_directory_is_noticed(anonymous, settings, tmp_path):
    settings.DATA_DIR = tmp_path / "gone"
    assert anonymous.get("/-/ready").json()["checks"]["data_directory"] == "failed"


@pytest.mark.django_db
@pytest.mark.parametrize("host", ["localhost:8000", "127.0.0.1", "[::1]:8000"])
def test_metrics_for_this_machine(host):
    client = Client(REMOTE_ADDR="127.0.0.1", HTTP_HOST=host)
    client.get("/-/health")
    body = client.get("/-/metrics").content.decode()
    assert 'mergelab_requests_total{method="GET",route="health",status="200"}' in body
    assert 'mergelab_request_seconds_count{route="health"}' in body
    assert 'mergelab_database_statements_total{route="health"}' in body
    assert 'mergelab_tasks{state="queued"} 0.0' in body
    assert "mergelab_workers 0.0" in body
    assert "process_resident_memory_bytes" in body


@pytest.mark.django_db
@pytest.mark.parametrize(
    "environ",
    [
        {"REMOTE_ADDR": "192.0.2.1"},
        {"REMOTE_ADDR": "not an address"},
        {"HTTP_HOST": "m.example.org"},
        {"HTTP_X_FORWARDED_FOR": "127.0.0.1"},
        {"HTTP_FORWARDED": "for=127.0.0.1"},
        {"HTTP_X_REAL_IP": "127.0.0.1"},
    ],
)
def test_metrics_are_hidden_from_others(environ):
    assert Client(**{**LOCAL, **environ}).get("/-/metrics").status_code == 404


def test_metrics_for_administrators(admin, ana):
    assert client_of(admin).get("/-/metrics").status_code == 200
    assert client_of(ana).get("/-/metrics").status_code == 404


@pytest.mark.django_db
def test_ids_do_not_multiply_the_series():
    client = Client(**LOCAL)
    for number in range(3):
        client.get(f"/no-such-page-{number}")
    body = client.get("/-/metrics").content.decode()
    assert "no-such-page" not in body
