"""The pkt-line format, and what a push says in it.

Sources: git's ``gitprotocol-common`` and ``gitprotocol-pack`` pages.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Protocol

from mergelab.repository.git.writes import RefUpdate
from mergelab.repository.http.wire import Problem

FLUSH: Final = b"0000"
MAX_LINE: Final = 65_520
MAX_OPTIONS: Final = 100
MAX_OPTION_BYTES: Final = 4_096
_COMMAND: Final = re.compile(rb"([0-9a-f]{40}) ([0-9a-f]{40}) ([^\0\n]+)")
_SIDEBAND_DATA: Final = 1
_SIDEBAND_CHUNK: Final = 999 - 5


class Source(Protocol):
    """Something that gives an exact number of bytes, or none at its end."""

    def exactly(self, size: int) -> bytes: ...


@dataclass(frozen=True)
class Push:
    """The start of a push: what is asked for, and the bytes that said it."""

    updates: tuple[RefUpdate, ...]
    capabilities: frozenset[str]
    options: tuple[str, ...]
    raw: bytes


def line(data: bytes) -> bytes:
    """One pkt-line."""
    return b"%04x%b" % (len(data) + 4, data)


def read_push(source: Source, *, max_updates: int) -> Push:
    """Read ref updates and push options up to the pack. Raises Problem for anything else.

    One more update than ``max_updates`` may be returned, so that the caller can refuse them.
    """
    raw = bytearray()
    updates: list[RefUpdate] = []
    capabilities: frozenset[str] = frozenset()
    while (data := _read(source, raw)) is not None:
        if data.startswith(b"shallow "):
            continue
        command, _, words = data.partition(b"\0")
        if not updates:
            capabilities = frozenset(words.decode("utf-8", "replace").split())
        updates.append(_update(command))
        if len(updates) > max_updates:
            return Push(tuple(updates), capabilities, (), b"")
    options = _options(source, raw) if "push-options" in capabilities and updates else ()
    return Push(tuple(updates), capabilities, options, bytes(raw))


def refusal(push: Push, reasons: dict[str, str]) -> bytes:
    """The whole answer to a push none of whose updates is carried out."""
    if not push.capabilities & {"report-status", "report-status-v2"}:
        return b""
    lines = [line(b"unpack ok\n")]
    for update in push.updates:
        reason = " ".join(reasons[update.ref].split())
        lines.append(line(f"ng {update.ref} {reason}\n".encode("utf-8", "surrogateescape")))
    report = b"".join(lines) + FLUSH
    if not push.capabilities & {"side-band-64k", "side-band"}:
        return report
    return b"".join(_sideband(report)) + FLUSH


def _sideband(data: bytes) -> Iterable[bytes]:
    for start in range(0, len(data), _SIDEBAND_CHUNK):
        yield line(bytes([_SIDEBAND_DATA]) + data[start : start + _SIDEBAND_CHUNK])


def _read(source: Source, raw: bytearray) -> bytes | None:
    """The next line without its line feed; None for a flush or the end."""
    head = source.exactly(4)
    raw += head
    if head in {b"", FLUSH}:
        return None
    try:
        size = int(head, 16)
    except ValueError:
        size = 0
    if not 4 < size <= MAX_LINE or head.strip() != head:
        raise Problem(400, "The request is not in git's line format.")
    data = source.exactly(size - 4)
    if len(data) != size - 4:
        raise Problem(400, "The request ends in the middle of a line.")
    raw += data
    return data.removesuffix(b"\n")


def _update(command: bytes) -> RefUpdate:
    found = _COMMAND.fullmatch(command)
    if found is None:
        raise Problem(400, "The request asks for something other than ref updates.")
    old, new, ref = found.groups()
    return RefUpdate(ref.decode("utf-8", "surrogateescape"), old.decode(), new.decode())


def _options(source: Source, raw: bytearray) -> tuple[str, ...]:
    options: list[str] = []
    while (data := _read(source, raw)) is not None:
        if len(options) >= MAX_OPTIONS or len(data) > MAX_OPTION_BYTES:
            raise Problem(400, f"A push has at most {MAX_OPTIONS} options of 4,096 bytes.")
        options.append(data.decode("utf-8", "replace"))
    return tuple(options)
