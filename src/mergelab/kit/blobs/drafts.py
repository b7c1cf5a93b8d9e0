"""Drafts: files that bytes are written to, while being hashed, before they get their address."""

import hashlib
import os
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from mergelab.kit.blobs.base import CHUNK_BYTES, Blob, Source
from mergelab.kit.errors import Refused, TooLarge

DRAFT_AGE_SECONDS = 24 * 3600


@dataclass(frozen=True)
class Expected:
    """What the writer says about the content; None where it says nothing."""

    sha256: str | None = None
    size: int | None = None
    limit: int | None = None


@contextmanager
def draft(directory: Path, source: Source, expected: Expected) -> Iterator[tuple[Path, Blob]]:
    """A file with the bytes of `source`, on disk and checked; gone at the end of the block."""
    directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = directory / uuid.uuid4().hex
    try:
        yield path, _write(path, source, expected)
    finally:
        path.unlink(missing_ok=True)


def _write(path: Path, source: Source, expected: Expected) -> Blob:
    digest, size = hashlib.sha256(), 0
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    with os.fdopen(descriptor, "wb", buffering=0) as file:
        for chunk in _chunks(source):
            size += len(chunk)
            if expected.limit is not None and size > expected.limit:
                raise TooLarge(f"The upload is larger than {expected.limit} bytes.")
            digest.update(chunk)
            _write_all(file.fileno(), chunk)
        blob = Blob(digest.hexdigest(), size)
        _compare(blob, expected)
        os.fsync(file.fileno())
    return blob


def _write_all(descriptor: int, chunk: bytes) -> None:
    view = memoryview(chunk)
    while view:
        view = view[os.write(descriptor, view) :]


def _compare(blob: Blob, expected: Expected) -> None:
    if expected.size is not None and blob.size != expected.size:
        raise Refused(f"The upload has {blob.size} bytes where {expected.size} were announced.")
    if expected.sha256 is not None and blob.digest != expected.sha256.lower():
        raise Refused(f"The upload has SHA-256 {blob.digest}, not {expected.sha256} as announced.")


def _chunks(source: Source) -> Iterator[bytes]:
    if isinstance(source, bytes):
        for start in range(0, len(source), CHUNK_BYTES):
            yield source[start : start + CHUNK_BYTES]
    elif hasattr(source, "read"):
        while chunk := source.read(CHUNK_BYTES):
            yield chunk
    else:
        yield from source


def remove_old_drafts(directory: Path) -> int:
    """Remove what uploads of a day ago left when their process was killed."""
    removed = 0
    for path in directory.iterdir() if directory.is_dir() else ():
        try:
            if path.stat().st_mtime < time.time() - DRAFT_AGE_SECONDS:
                path.unlink()
                removed += 1
        except FileNotFoundError:
            continue
    return removed
