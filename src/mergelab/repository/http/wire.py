"""What all of git's HTTP requests have in common: services, headers, bodies.

The formats are those of git's ``gitprotocol-http`` and ``gitprotocol-common`` pages.
"""

import re
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import IO, Any, Final
from urllib.parse import parse_qs

from mergelab.repository.git.process import CHUNK

Environ = Mapping[str, Any]

NO_CACHE: Final = {
    "Cache-Control": "no-cache, max-age=0, must-revalidate",
    "Expires": "Fri, 01 Jan 1980 00:00:00 GMT",
    "Pragma": "no-cache",
    "X-Content-Type-Options": "nosniff",
}
_PROTOCOL: Final = re.compile(r"[0-9A-Za-z]+=[0-9A-Za-z]+(?::[0-9A-Za-z]+=[0-9A-Za-z]+)*")
_MAX_PROTOCOL: Final = 256


class Problem(Exception):
    """The request is answered with this HTTP status and this message."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


class ClientGone(Exception):
    """The client broke off in the middle of its request."""


class Service(StrEnum):
    """The two services of smart HTTP."""

    UPLOAD_PACK = "git-upload-pack"
    RECEIVE_PACK = "git-receive-pack"


@dataclass(frozen=True)
class Reply:
    """An answer. ``body`` may have a ``close`` method, which stops what produces it."""

    status: int
    body: Iterable[bytes]
    headers: dict[str, str] = field(default_factory=dict)


def requested_service(environ: Environ) -> Service:
    """The service that ``info/refs?service=`` asks for. Raises Problem.

    Requests without a service are those of the dumb protocol, which is not served.
    """
    asked = _asked_services(environ)
    if not asked:
        raise Problem(403, "Only git's smart HTTP protocol is served; please use a newer git.")
    if len(asked) != 1 or asked[0] not in set(Service):
        raise Problem(403, "There is no such git service.")
    return Service(asked[0])


def check_request(environ: Environ, service: Service) -> None:
    """Refuse a service request whose parts contradict each other. Raises Problem."""
    asked = _asked_services(environ)
    if asked and asked != [service.value]:
        raise Problem(400, "The service parameter does not belong to this address.")
    expected = f"application/x-{service}-request"
    if environ.get("CONTENT_TYPE", "") != expected:
        raise Problem(415, f"The content type must be {expected}.")


def protocol_environment(environ: Environ) -> dict[str, str]:
    """``GIT_PROTOCOL`` for git, if the client's header is well formed."""
    value = environ.get("HTTP_GIT_PROTOCOL", "")
    if len(value) <= _MAX_PROTOCOL and _PROTOCOL.fullmatch(value):
        return {"GIT_PROTOCOL": value}
    return {}


class Body:
    """A request's body as it comes, decompressed; at most ``cap`` bytes of it.

    Reads past Django, whose request stream knows no chunked bodies.
    """

    def __init__(self, environ: Environ, *, cap: int) -> None:
        self._source: IO[bytes] = environ["wsgi.input"]
        self._left = _length(environ)
        self._cap = cap
        self._seen = 0
        self._buffer = b""
        encoding = environ.get("HTTP_CONTENT_ENCODING", "identity").strip().lower()
        if encoding not in {"", "identity", "gzip", "x-gzip"}:
            raise Problem(415, "Only gzip is understood as content encoding.")
        self._gzip = zlib.decompressobj(31) if "gzip" in encoding else None

    def read(self, size: int = CHUNK) -> bytes:
        """At most ``size`` bytes, b"" at the end. Raises Problem past the cap, ClientGone."""
        while not self._buffer:
            chunk = self._next()
            if chunk is None:
                return b""
            self._seen += len(chunk)
            if self._seen > self._cap:
                raise Problem(413, f"The request has more than {self._cap:,} bytes.")
            self._buffer = chunk
        taken, self._buffer = self._buffer[:size], self._buffer[size:]
        return taken

    def exactly(self, size: int) -> bytes:
        """Exactly ``size`` bytes, or b"" when the body ends before the first of them."""
        parts = bytearray()
        while len(parts) < size:
            chunk = self.read(size - len(parts))
            if not chunk:
                if parts:
                    raise Problem(400, "The request ends in the middle of a line.")
                return b""
            parts += chunk
        return bytes(parts)

    def drain(self) -> None:
        """Read the rest and forget it: clients read no answer before they have sent all."""
        while self.read():
            pass

    def _next(self) -> bytes | None:
        if self._gzip is None:
            return self._raw() or None
        if self._gzip.unconsumed_tail:
            return self._inflate(self._gzip.unconsumed_tail)
        while not self._gzip.eof:
            raw = self._raw()
            if not raw:
                raise ClientGone
            data = self._inflate(raw)
            if data:
                return data
        return None

    def _inflate(self, raw: bytes) -> bytes:
        if self._gzip is None:
            return raw
        try:
            return self._gzip.decompress(raw, CHUNK)
        except zlib.error as problem:
            raise Problem(400, "The request's body is not valid gzip.") from problem

    def _raw(self) -> bytes:
        if self._left == 0:
            return b""
        size = CHUNK if self._left is None else min(CHUNK, self._left)
        try:
            chunk = self._source.read(size)
        except OSError as problem:
            raise ClientGone from problem
        if self._left is not None:
            if not chunk:
                raise ClientGone
            self._left -= len(chunk)
        return chunk


def _length(environ: Environ) -> int | None:
    text = environ.get("CONTENT_LENGTH") or ""
    if not text:
        return None
    if not text.isascii() or not text.isdigit():
        raise Problem(400, "The content length is not a number.")
    return int(text)


def _asked_services(environ: Environ) -> list[str]:
    query = environ.get("QUERY_STRING", "")
    return parse_qs(query, keep_blank_values=True, max_num_fields=20).get("service", [])
