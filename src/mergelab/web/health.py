"""Is the server alive, is it ready, and what does it count: for machines that watch it."""

import ipaddress
import tempfile
from collections.abc import Callable
from typing import Final

from django.conf import settings
from django.db import DatabaseError, InterfaceError, connection
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.request import split_domain_port
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from mergelab.kit.access import Request
from mergelab.kit.tasks import workers_alive
from mergelab.web.metrics import REGISTRY

_migrated: Final[set[str]] = set()


def health(_request: HttpRequest) -> HttpResponse:
    """The process answers; nothing else is asked, so that a slow database restarts nobody."""
    return HttpResponse("ok\n", content_type="text/plain")


def ready(_request: HttpRequest) -> JsonResponse:
    """Whether requests can be served, part by part; 503 when one of them is not ready."""
    checks = {name: _passes(check) for name, check in CHECKS.items()}
    is_ready = all(checks.values())
    words = {name: "ok" if passed else "failed" for name, passed in checks.items()}
    body = {"status": "ready" if is_ready else "not ready", "checks": words}
    return JsonResponse(body, status=200 if is_ready else 503)


def metrics(request: Request) -> HttpResponse:
    """Prometheus' text, for administrators and for this machine itself; 404 for others."""
    if not (request.actor.is_admin or _from_this_machine(request)):
        raise Http404
    return HttpResponse(generate_latest(REGISTRY), content_type=CONTENT_TYPE_LATEST)


def _from_this_machine(request: Request) -> bool:
    """A loopback peer that asked for a loopback host, and no proxy that speaks for others."""
    host = split_domain_port(request.get_host())[0]
    return (
        getattr(request, "came_directly", False)
        and _is_loopback(request.META.get("REMOTE_ADDR", ""))
        and (host == "localhost" or _is_loopback(host.strip("[]")))
    )


def _is_loopback(address: str) -> bool:
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False


def _passes(check: Callable[[], bool]) -> bool:
    try:
        return check()
    except (DatabaseError, InterfaceError, OSError):
        return False


def _database_answers() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return bool(cursor.fetchone() == (1,))


def _migrations_applied() -> bool:
    """Looked at until it is so once: a running server's database does not go back."""
    from django.db.migrations.executor import MigrationExecutor

    name = str(connection.settings_dict["NAME"])
    if name not in _migrated:
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            return False
        _migrated.add(name)
    return True


def _data_directory_writable() -> bool:
    with tempfile.TemporaryFile(dir=settings.DATA_DIR) as file:
        return file.write(b"ready") == 5


def _worker_lives() -> bool:
    return workers_alive() > 0


CHECKS: Final[dict[str, Callable[[], bool]]] = {
    "database": _database_answers,
    "migrations": _migrations_applied,
    "data_directory": _data_directory_writable,
    "worker": _worker_lives,
}
