"""Parsers of single settings: text from the environment to a typed value.

Each raises ``ValueError`` with a sentence that says what would be right; `env.setting` puts the
setting's name in front of it.
"""

import re
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from urllib.parse import urlsplit

Network = IPv4Network | IPv6Network

_SIZE = re.compile(r"(\d+)\s*(B|KiB|MiB|GiB|TiB)?", re.IGNORECASE)
_UNITS = {"b": 1, "kib": 1 << 10, "mib": 1 << 20, "gib": 1 << 30, "tib": 1 << 40}
_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")


def text(raw: str) -> str:
    """Any text, without the spaces around it."""
    return raw.strip()


def path(raw: str) -> Path:
    """An absolute path; ``~`` is the home directory, a relative path starts where we are."""
    if "\0" in raw or not raw.strip():
        raise ValueError("must be a path")
    return Path(raw.strip()).expanduser().absolute()


def optional_path(raw: str) -> Path | None:
    """A path, or None when empty."""
    return path(raw) if raw.strip() else None


def _integer(raw: str, *, least: int, most: int) -> int:
    try:
        value = int(raw.strip())
    except ValueError:
        value = least - 1
    if not least <= value <= most:
        raise ValueError(f"must be a whole number from {least} to {most}")
    return value


def port(raw: str) -> int:
    """A TCP port; 0 lets the system choose a free one."""
    return _integer(raw, least=0, most=65535)


def count(raw: str) -> int:
    """A whole number from 1."""
    return _integer(raw, least=1, most=1_000_000)


def count_or_off(raw: str) -> int:
    """A whole number; 0 switches the matter off."""
    return _integer(raw, least=0, most=1_000_000_000)


def size(raw: str) -> int:
    """Bytes, written as a number with an optional unit: ``1048576``, ``512 MiB``, ``2GiB``."""
    match = _SIZE.fullmatch(raw.strip())
    if match is None:
        raise ValueError("must be a size such as 1048576, 512MiB or 2GiB")
    return int(match[1]) * _UNITS[(match[2] or "B").lower()]


def words(raw: str) -> tuple[str, ...]:
    """Values separated by commas."""
    return tuple(word.strip() for word in raw.split(",") if word.strip())


def networks(raw: str) -> tuple[Network, ...]:
    """Addresses or networks separated by commas: ``10.0.0.0/8, ::1``."""
    try:
        return tuple(ip_network(word) for word in words(raw))
    except ValueError:
        raise ValueError(
            "must be addresses or networks separated by commas, such as 10.0.0.0/8,::1"
        ) from None


def log_level(raw: str) -> str:
    """One of the names of `logging`'s levels."""
    level = raw.strip().upper()
    if level not in _LEVELS:
        raise ValueError(f"must be one of {', '.join(_LEVELS)}")
    return level


def web_url(raw: str) -> str:
    """An ``http`` or ``https`` address without a path, or empty; a slash at the end is dropped."""
    url = raw.strip().rstrip("/")
    if not url:
        return ""
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ValueError("must be an address such as https://mergelab.example.org")
    if parts.path or parts.query or parts.fragment or "@" in parts.netloc:
        raise ValueError("must not have a path, a query or a password")
    return url


def blob_url(raw: str) -> str | None:
    """Where blobs are kept: ``s3://``, ``gs://`` or ``az://`` with a bucket; None when empty."""
    url = raw.strip().rstrip("/")
    if not url:
        return None
    parts = urlsplit(url)
    if parts.scheme not in {"s3", "gs", "az"} or not parts.netloc:
        raise ValueError("must be s3://bucket/prefix, gs://bucket/prefix or az://container/prefix")
    return url
