"""Where the links and images of a text may point."""

from __future__ import annotations

import posixpath
from typing import Protocol, runtime_checkable
from urllib.parse import unquote, urlsplit

from mergelab.kit.markdown.allowed import SCHEMES

LONGEST_URL = 4_096


class Links(Protocol):
    """Turns paths that a text names, relative to where it stands, into addresses.

    The path is as written, unquoted, and may have `..`: see `resolve_path`. None: no link.
    """

    def link(self, path: str) -> str | None: ...

    def image(self, path: str) -> str | None: ...


@runtime_checkable
class AttachmentLinks(Protocol):
    """Links of a text that brings pictures of its own, named as `attachment:name`."""

    def attachment(self, name: str) -> str | None: ...


def resolve_path(folder: str, path: str) -> str | None:
    """The path inside a repository of `path` as named in `folder`; None when it leads outside.

    A path that starts with a slash counts from the repository's root.
    """
    joined = path.lstrip("/") if path.startswith("/") else posixpath.join(folder, path)
    normal = posixpath.normpath(joined)
    outside = normal == ".." or normal.startswith(("../", "/")) or "\0" in normal
    return None if outside else normal if normal != "." else ""


def is_external(url: str) -> bool:
    """Whether the URL names another host, with a scheme that may be linked to."""
    scheme, host = _parts(url)
    return scheme in {"http", "https"} or (not scheme and host)


def link_target(url: str, links: Links | None) -> str | None:
    """The address for a link, or None when there is none to give."""
    url = url.strip()
    if not url or len(url) > LONGEST_URL:
        return None
    scheme, host = _parts(url)
    if scheme:
        return url if scheme in SCHEMES else None
    if host or url.startswith("#"):
        return url
    return _relative(url, links.link if links else None)


def image_target(url: str, links: Links | None) -> str | None:
    """The address for an image of the repository, or None."""
    url = url.strip()
    scheme, host = _parts(url)
    if scheme == "attachment" and isinstance(links, AttachmentLinks) and len(url) <= LONGEST_URL:
        return links.attachment(unquote(url.partition(":")[2], errors="replace"))
    if not url or len(url) > LONGEST_URL or scheme or host:
        return None
    return _relative(url, links.image if links else None)


def _relative(url: str, resolve: object) -> str | None:
    if not callable(resolve):
        return None
    path, mark, fragment = url.partition("#")
    target = resolve(unquote(path.partition("?")[0], errors="replace"))
    return f"{target}{mark}{fragment}" if isinstance(target, str) else None


def _parts(url: str) -> tuple[str, bool]:
    """The scheme in lower case and whether a host follows; an odd URL has the scheme "invalid"."""
    if any(char <= " " or char == "\\" for char in url):
        return "invalid", False
    try:
        parts = urlsplit(url)
    except ValueError:
        return "invalid", False
    if not parts.scheme and ":" in parts.path.partition("/")[0]:
        return "invalid", False
    return parts.scheme, bool(parts.netloc)
