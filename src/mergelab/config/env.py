"""The one table of every setting that an operator can make, and typed access to it.

`settings.py` reads values through `setting`; `docs/reference/settings.md` is rendered from the
same table by ``python -m mergelab.config.env``.
"""

import os
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured
from django.core.management.utils import get_random_secret_key

from mergelab.config import addresses, parsers


@dataclass(frozen=True)
class Setting:
    """One row: an environment variable, its default as text, how it is read, what it means."""

    name: str
    default: str
    parse: Callable[[str], Any]
    meaning: str
    shown_default: str = ""


SETTINGS: tuple[Setting, ...] = (
    Setting(
        "MERGELAB_DATA_DIR",
        "~/.local/share/mergelab",
        parsers.path,
        "Directory of everything the server keeps: database, git repositories, blobs, keys. "
        "Made with mode 0700. Must be on a local disk when the database is SQLite.",
    ),
    Setting(
        "MERGELAB_DATABASE_URL",
        "",
        parsers.text,
        "Database: `sqlite:////absolute/file` or `postgres://user:password@host:5432/name?sslmode="
        "verify-full`. The query takes libpq's options; special characters are percent-encoded.",
        "SQLite in the data directory, `mergelab.sqlite3`",
    ),
    Setting(
        "MERGELAB_BLOB_URL",
        "",
        parsers.blob_url,
        "Object store for blobs: `s3://bucket/prefix`, `gs://bucket/prefix` or "
        "`az://container/prefix`. Credentials, region and endpoint come from the store's usual "
        "variables (`AWS_ACCESS_KEY_ID`, `AWS_ENDPOINT_URL`, …).",
        "the directory `blobs` in the data directory",
    ),
    Setting("MERGELAB_HOST", "127.0.0.1", parsers.text, "Address that the web server listens on."),
    Setting(
        "MERGELAB_PORT",
        "8000",
        parsers.port,
        "Port that the web server listens on; 0 takes a free one and prints it.",
    ),
    Setting(
        "MERGELAB_BASE_URL",
        "",
        parsers.web_url,
        "Address that people and git use, such as `https://mergelab.example.org`. Links in mails, "
        "clone addresses and secure cookies follow it.",
        "`http://` with host and port",
    ),
    Setting(
        "MERGELAB_ALLOWED_HOSTS",
        "",
        parsers.words,
        "Further host names that requests may ask for, separated by commas. Others get 400.",
        "the base address's host, the listening host and the loopback names",
    ),
    Setting(
        "MERGELAB_SECRET_KEY_FILE",
        "",
        parsers.optional_path,
        "File with the key that signs sessions and links. Made with mode 0600 when it is missing.",
        "`secret.key` in the data directory",
    ),
    Setting(
        "MERGELAB_EMAIL_URL",
        "console:",
        parsers.text,
        "How mail is sent: `console:` prints it to the log; `smtp://user:password@host:25`, "
        "`smtp+tls://…:587` (STARTTLS) or `smtps://…:465`.",
    ),
    Setting(
        "MERGELAB_EMAIL_FROM",
        "mergelab@localhost",
        parsers.text,
        "Sender of the server's mails.",
    ),
    Setting(
        "MERGELAB_TRUSTED_PROXIES",
        "",
        parsers.networks,
        "Addresses or networks of reverse proxies whose `X-Forwarded-For` and "
        "`X-Forwarded-Proto` are believed. From any other peer these headers are ignored.",
        "none",
    ),
    Setting(
        "MERGELAB_WEB_THREADS",
        "32",
        parsers.count,
        "Requests that are answered at the same time. A git transfer holds one.",
    ),
    Setting(
        "MERGELAB_WORKER_THREADS",
        "2",
        parsers.count,
        "Background tasks that one worker process runs at the same time.",
    ),
    Setting(
        "MERGELAB_MAX_PUSH_BYTES",
        "2GiB",
        parsers.size,
        "Largest push. A larger one is refused before its objects are kept.",
    ),
    Setting(
        "MERGELAB_MAX_OBJECT_BYTES",
        "512MiB",
        parsers.size,
        "Largest single file in a push and largest upload.",
    ),
    Setting(
        "MERGELAB_GIT_TIMEOUT_SECONDS",
        "60",
        parsers.count,
        "Longest time for one git command behind a page; transfers are bounded by idle time.",
    ),
    Setting(
        "MERGELAB_LOG_LEVEL",
        "INFO",
        parsers.log_level,
        "Least severe messages in the log: DEBUG, INFO, WARNING, ERROR or CRITICAL.",
    ),
    Setting(
        "MERGELAB_RATE_LIMIT_PER_MINUTE",
        "1200",
        parsers.count_or_off,
        "Requests that one user or address may make in a minute before it gets 429; 0 is no limit.",
    ),
    Setting(
        "MERGELAB_MIN_FREE_BYTES",
        "256MiB",
        parsers.size,
        "Free space in the data directory below which writes are refused with 507 while reads "
        "go on.",
    ),
)

_BY_NAME = {row.name: row for row in SETTINGS}


def setting(name: str, environ: Mapping[str, str] | None = None) -> Any:
    """The value of a setting of the table, parsed.

    An empty variable counts as not set. Raises ``ImproperlyConfigured`` naming the variable and
    what would be right; the value itself may be a password and is not repeated.
    """
    row = _BY_NAME[name]
    raw = (os.environ if environ is None else environ).get(name, "").strip() or row.default
    try:
        return row.parse(raw)
    except ValueError as error:
        raise ImproperlyConfigured(f"{name} {error}.") from None


def database() -> dict[str, Any]:
    """The ``default`` entry of Django's ``DATABASES``."""
    try:
        url: str = setting("MERGELAB_DATABASE_URL")
        return addresses.database(url, data_dir=setting("MERGELAB_DATA_DIR"))
    except ValueError as error:
        raise ImproperlyConfigured(f"MERGELAB_DATABASE_URL {error}.") from None


def email() -> dict[str, Any]:
    """Django's ``EMAIL_*`` settings."""
    try:
        return addresses.email(setting("MERGELAB_EMAIL_URL"))
    except ValueError as error:
        raise ImproperlyConfigured(f"MERGELAB_EMAIL_URL {error}.") from None


def base_url() -> str:
    """The address that people use, without a slash at the end."""
    given: str = setting("MERGELAB_BASE_URL")
    if given:
        return given
    host: str = setting("MERGELAB_HOST")
    shown = {"0.0.0.0": "localhost", "::": "localhost"}.get(host, host)  # noqa: S104
    return f"http://{f'[{shown}]' if ':' in shown else shown}:{setting('MERGELAB_PORT')}"


def allowed_hosts() -> list[str]:
    """Django's ``ALLOWED_HOSTS``."""
    own = {urlsplit(base_url()).hostname or "", setting("MERGELAB_HOST")}
    names = own | {"localhost", "127.0.0.1", "::1"} | set(setting("MERGELAB_ALLOWED_HOSTS"))
    names -= {"", "0.0.0.0", "::"}  # noqa: S104
    return sorted(f"[{n}]" if ":" in n and not n.startswith("[") else n for n in names)


def secret_key() -> str:
    """The signing key, from its file; made once, readable by this user only."""
    file: Path = setting("MERGELAB_SECRET_KEY_FILE") or setting("MERGELAB_DATA_DIR") / "secret.key"
    try:
        if not file.exists():
            _make_key(file)
        key = file.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise ImproperlyConfigured(f"The key file {file} cannot be used: {error}.") from None
    if len(key) < 32:
        raise ImproperlyConfigured(f"The key file {file} holds fewer than 32 characters.")
    return key


def _make_key(file: Path) -> None:
    """Write a new key whole or not at all; of two processes that start at once one wins."""
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = file.with_name(f".{file.name}.{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w", encoding="ascii") as stream:
            stream.write(get_random_secret_key() + "\n")
            stream.flush()
            os.fsync(stream.fileno())
        try:
            os.link(draft, file)
        except FileExistsError:
            return
    finally:
        draft.unlink()


_INTRODUCTION = (
    "The server is set up by environment variables. `mergelab serve --host --port --data-dir` "
    "override the three of the same names. Sizes are bytes or take a unit: `512MiB`, `2GiB`. "
    "A value that cannot be read stops the start with a sentence that says what would be right."
)


def render() -> str:
    """The settings reference as Markdown."""
    rows = [
        f"| `{row.name}` | {row.shown_default or f'`{row.default}`'} | {row.meaning} |"
        for row in SETTINGS
    ]
    head = [
        "# Settings",
        "",
        _INTRODUCTION,
        "",
        "| variable | default | meaning |",
        "|---|---|---|",
    ]
    return "\n".join([*head, *rows, ""])


if __name__ == "__main__":
    sys.stdout.write(render())
