"""Addresses of other services, as Django settings: the database and the mail server."""

from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

Settings = dict[str, Any]

_POSTGRES_OPTIONS = {
    "sslmode",
    "sslrootcert",
    "sslcert",
    "sslkey",
    "connect_timeout",
    "application_name",
    "target_session_attrs",
    "host",
}
_STATEMENT_LIMITS = (
    "-c statement_timeout=60000 -c lock_timeout=15000 -c idle_in_transaction_session_timeout=120000"
)


def database(url: str, *, data_dir: Path) -> Settings:
    """One entry of Django's ``DATABASES``.

    Empty: an SQLite file in the data directory. ``sqlite:///relative`` and ``sqlite:////absolute``
    name another file. ``postgres://user:password@host:port/name?sslmode=…`` is PostgreSQL; the
    query takes libpq's connection options, and ``?host=/run/postgresql`` a UNIX socket. Parts are
    percent-decoded. Raises ``ValueError`` for anything else.
    """
    if not url:
        return _sqlite(data_dir / "mergelab.sqlite3")
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        name = unquote(parts.path).removeprefix("/")
        if parts.netloc or not name:
            raise ValueError("must be sqlite:///file or sqlite:////absolute/file")
        return _sqlite(Path(name) if name.startswith("/") else data_dir / name)
    if parts.scheme in {"postgres", "postgresql"}:
        return _postgres(url)
    raise ValueError("must begin with sqlite:/// or postgres://")


def _sqlite(path: Path) -> Settings:
    return {"ENGINE": "mergelab.kit.sqlite", "NAME": str(path), "CONN_MAX_AGE": None}


def _postgres(url: str) -> Settings:
    parts = urlsplit(url)
    try:
        port = parts.port
    except ValueError:
        raise ValueError("has a port that is not a number from 0 to 65535") from None
    name = unquote(parts.path.removeprefix("/"))
    options = dict(parse_qsl(parts.query, keep_blank_values=True))
    unknown = sorted(set(options) - _POSTGRES_OPTIONS)
    if not name or "/" in name:
        raise ValueError("must name a database: postgres://user:password@host:5432/name")
    if unknown:
        raise ValueError(f"has an unknown option: {unknown[0]}")
    host = options.pop("host", "") or unquote(parts.hostname or "")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": name,
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": str(port or ""),
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"connect_timeout": "5", "options": _STATEMENT_LIMITS, **options},
    }


def email(url: str) -> Settings:
    """Django's ``EMAIL_*`` settings.

    ``console:`` (also empty) prints mails to the log; ``smtp://user:password@host:25``,
    ``smtp+tls://…:587`` (STARTTLS) and ``smtps://…:465`` send them. Raises ``ValueError``.
    """
    parts = urlsplit(url)
    if url in {"", "console:", "console://"}:
        return {"EMAIL_BACKEND": "django.core.mail.backends.console.EmailBackend"}
    ports = {"smtp": 25, "smtp+tls": 587, "smtps": 465}
    if parts.scheme not in ports or not parts.hostname:
        raise ValueError("must be console:, smtp://host, smtp+tls://host or smtps://host")
    try:
        port = parts.port
    except ValueError:
        raise ValueError("has a port that is not a number from 0 to 65535") from None
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": port or ports[parts.scheme],
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_TLS": parts.scheme == "smtp+tls",
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_TIMEOUT": 10,
    }
