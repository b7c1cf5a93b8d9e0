"""``mergelab prepare``: what must be true before a process serves. Ends when it is.

Runs in a process of its own so that the supervisor stays small: prints one JSON object with what
the supervisor needs to know.
"""

import fcntl
import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from mergelab.cli import options

# Any number will do as long as all servers on one database use the same.
ADVISORY_LOCK = 0x6D65726765


@dataclass(frozen=True)
class Prepared:
    """What is served, where, and the link that makes the first administrator, if none exists."""

    data_dir: str
    host: str
    port: int
    base_url: str
    web_threads: int
    first_admin_link: str | None


def main(argv: list[str]) -> int:
    """Prepare and print the result as JSON; 1 with a message when something is wrong."""
    made = options.parser("prepare", "Make and migrate the database, then say what is served.")
    options.add_address(made)
    made.add_argument("--alone", action="store_true", help="refuse beside a running server")
    args = made.parse_args(argv)
    options.enter(args)
    prepared = prepare_or_explain(alone=args.alone)
    if prepared is None:
        return 1
    sys.stdout.write(json.dumps(asdict(prepared)) + "\n")
    return 0


def prepare_or_explain(*, alone: bool = False) -> Prepared | None:
    """`prepare`, with what an operator can put right said in one line on standard error."""
    from django.core.exceptions import ImproperlyConfigured
    from django.db import DatabaseError

    from mergelab.cli.single import AlreadyServed
    from mergelab.kit.filesystem import UnsuitableFilesystem

    known = (ImproperlyConfigured, UnsuitableFilesystem, AlreadyServed, DatabaseError, OSError)
    try:
        return prepare(alone=alone)
    except known as error:
        sys.stderr.write(f"mergelab: {error}\n")
        return None


def prepare(*, alone: bool) -> Prepared:
    """Check the data directory, bring the database up to date, and gather what is served."""
    from django.conf import settings

    from mergelab.cli import single

    data_dir: Path = settings.DATA_DIR
    _check_directory(data_dir)
    _check_machine(data_dir)
    if alone:
        os.close(single.take(data_dir))
    _migrate(data_dir)
    _check_routes()
    from mergelab.accounts.services import first_admin_link

    return Prepared(
        data_dir=str(data_dir),
        host=settings.HOST,
        port=settings.PORT,
        base_url=settings.BASE_URL,
        web_threads=settings.WEB_THREADS,
        first_admin_link=first_admin_link(),
    )


def _check_directory(data_dir: Path) -> None:
    from django.conf import settings

    from mergelab.kit import filesystem

    data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    if "sqlite" in settings.DATABASES["default"]["ENGINE"]:
        filesystem.require_local(Path(settings.DATABASES["default"]["NAME"]).parent)
    free = filesystem.free_bytes(data_dir)
    if free < settings.MIN_FREE_BYTES:
        sys.stderr.write(
            f"mergelab: only {free >> 20} MiB are free in {data_dir}; writes are refused until "
            f"{settings.MIN_FREE_BYTES >> 20} MiB are\n"
        )


def _check_machine(data_dir: Path) -> None:
    """Refuse to start where a push could not be made durable."""
    from django.core.exceptions import ImproperlyConfigured

    from mergelab.repository.git import requirements

    problems = requirements.missing(data_dir)
    if problems:
        raise ImproperlyConfigured(" ".join(problems))


def _migrate(data_dir: Path) -> None:
    """Apply migrations; of several servers that start at once one does, the others wait."""
    import django
    from django.core.management import call_command

    django.setup()
    with _one_at_a_time(data_dir):
        call_command("migrate", interactive=False, verbosity=0)


def _check_routes() -> None:
    """Refuse to start on a route without a declared ability, before any process serves it."""
    from django.urls import get_resolver

    from mergelab.kit.access import require_declared

    require_declared(get_resolver().url_patterns)


@contextmanager
def _one_at_a_time(data_dir: Path) -> Iterator[None]:
    from django.db import connection

    flags = os.O_RDWR | os.O_CREAT | os.O_CLOEXEC
    descriptor = os.open(data_dir / "migrate.lock", flags, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET lock_timeout = 0")
                cursor.execute("SELECT pg_advisory_lock(%s)", [ADVISORY_LOCK])
        yield
    finally:
        connection.close()  # ends the advisory lock, which belongs to the session
        os.close(descriptor)


def parse(text: str) -> Prepared:
    """Read what `main` printed."""
    return Prepared(**json.loads(text))
