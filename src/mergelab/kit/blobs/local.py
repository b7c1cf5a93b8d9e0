"""Blobs in a directory: ``ab/abcd…`` by digest, drafts beside them in ``drafts``."""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from itertools import islice
from pathlib import Path

from mergelab.kit.blobs import base
from mergelab.kit.blobs.base import CHUNK_BYTES, Blob, BlobMissing, BlobStream, Source, Swept
from mergelab.kit.blobs.drafts import Expected, draft, remove_old_drafts


class LocalBlobStore(base.BlobStore):
    """Files are fsynced, renamed to their address, and the directory fsynced, before `put` ends.

    Directories have mode 0700 and files 0600. A lock file keeps a sweep from removing a blob in
    the moment in which it is written again.
    """

    def __init__(self, root: Path) -> None:
        self._root = root
        self._drafts = root / "drafts"
        self._is_laid_out = False

    def _path(self, digest: str) -> Path:
        return self._root / digest[:2] / base.checked(digest)

    def put(
        self,
        source: Source,
        *,
        expected_sha256: str | None = None,
        expected_size: int | None = None,
        limit: int | None = None,
    ) -> Blob:
        """See `BlobStore.put`. The newest copy replaces an older one, which heals a damaged one."""
        self._lay_out()
        expected = Expected(expected_sha256, expected_size, limit)
        with draft(self._drafts, source, expected) as (written, blob):
            target = self._path(blob.digest)
            with self._lock(fcntl.LOCK_SH):
                written.replace(target)
            _sync_directory(target.parent)
        return blob

    def _lay_out(self) -> None:
        """Make every directory once, durably, so that no `put` depends on another's."""
        if self._is_laid_out:
            return
        self._root.mkdir(mode=0o700, parents=True, exist_ok=True)
        for directory in [self._drafts, *(self._root / f"{n:02x}" for n in range(256))]:
            directory.mkdir(mode=0o700, exist_ok=True)
        _sync_directory(self._root)
        _sync_directory(self._root.parent)
        self._is_laid_out = True

    def _open(self, digest: str) -> int:
        try:
            return os.open(self._path(digest), os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW)
        except FileNotFoundError:
            raise BlobMissing(digest) from None

    def open(self, digest: str) -> BlobStream:
        """See `BlobStore.open`."""
        file = os.fdopen(self._open(digest), "rb", buffering=0)
        chunks = iter(lambda: file.read(CHUNK_BYTES), b"")
        return BlobStream(os.fstat(file.fileno()).st_size, chunks, file.close)

    def read(self, digest: str, start: int = 0, length: int | None = None) -> bytes:
        """See `BlobStore.read`."""
        base.check_range(start, length)
        with os.fdopen(self._open(digest), "rb") as file:
            left = max(os.fstat(file.fileno()).st_size - start, 0)
            file.seek(start)
            return file.read(left if length is None else min(length, left))

    def size(self, digest: str) -> int:
        """See `BlobStore.size`."""
        try:
            return self._path(digest).stat().st_size
        except FileNotFoundError:
            raise BlobMissing(digest) from None

    def delete(self, digest: str) -> bool:
        """See `BlobStore.delete`."""
        try:
            self._path(digest).unlink()
        except (BlobMissing, FileNotFoundError):
            return False
        return True

    def sweep(
        self, still_referenced: base.StillReferenced, *, older_than: timedelta = base.SWEEP_AGE
    ) -> Swept:
        """See `BlobStore.sweep`."""
        cutoff = time.time() - older_than.total_seconds()
        removed, candidates = 0, self._written_before(cutoff)
        while batch := list(islice(candidates, base.SWEEP_BATCH)):
            kept = set(still_referenced(batch))
            removed += sum(self._remove_old(d, cutoff) for d in batch if d not in kept)
        return Swept(removed, remove_old_drafts(self._drafts))

    def _written_before(self, cutoff: float) -> Iterator[str]:
        for directory in sorted(self._root.glob("[0-9a-f][0-9a-f]")):
            for path in directory.iterdir():
                if path.stat().st_mtime < cutoff:
                    yield path.name

    def _remove_old(self, digest: str, cutoff: float) -> bool:
        """Remove a blob unless it was written again since it was listed."""
        path = self._path(digest)
        with self._lock(fcntl.LOCK_EX):
            if not path.exists() or path.stat().st_mtime >= cutoff:
                return False
            path.unlink()
            return True

    @contextmanager
    def _lock(self, kind: int) -> Iterator[None]:
        """Writers share the lock; a removal has it alone."""
        flags = os.O_RDWR | os.O_CREAT | os.O_CLOEXEC
        descriptor = os.open(self._root / "sweep.lock", flags, 0o600)
        try:
            fcntl.flock(descriptor, kind)
            yield
        finally:
            os.close(descriptor)


def _sync_directory(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
