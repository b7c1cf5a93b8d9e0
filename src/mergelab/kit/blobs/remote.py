"""Blobs in an object store (S3, Google Cloud Storage, Azure) through obstore."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

import obstore
from obstore.exceptions import BaseError, NotFoundError
from obstore.store import from_url

from mergelab.kit.blobs import base
from mergelab.kit.blobs.base import CHUNK_BYTES, Blob, BlobMissing, BlobStream, Source, Swept
from mergelab.kit.blobs.drafts import Expected, draft, remove_old_drafts
from mergelab.kit.errors import Unavailable

CONNECT_TIMEOUT = timedelta(seconds=2)
REQUEST_TIMEOUT = timedelta(seconds=5)
PART_BYTES = 5 << 20  # the smallest part that S3 takes: each must arrive within the time limit
LIVE, TRASH = "blobs", "trash"


class RemoteBlobStore(base.BlobStore):
    """Keys are ``blobs/ab/abcd…``. Content is hashed in a draft on local disk, then uploaded.

    Every request has 2 s to connect and 5 s in all, and is tried twice at most, so a store that
    hangs costs seconds; large blobs travel in parts. There is no lock against a sweep on another
    machine, so a sweep moves blobs to ``trash/…`` first and deletes them from there one age
    later; a read that misses a blob takes it back from there.
    """

    def __init__(self, url: str, *, spool: Path) -> None:
        plain = os.environ.get("AWS_ENDPOINT_URL", "").startswith("http://")
        self._spool = spool
        self._store: Any = from_url(
            url,
            client_options={
                "connect_timeout": CONNECT_TIMEOUT,
                "timeout": REQUEST_TIMEOUT,
                "allow_http": plain,
            },
            retry_config={"max_retries": 1, "retry_timeout": 2 * REQUEST_TIMEOUT},
        )

    def put(
        self,
        source: Source,
        *,
        expected_sha256: str | None = None,
        expected_size: int | None = None,
        limit: int | None = None,
    ) -> Blob:
        """See `BlobStore.put`."""
        expected = Expected(expected_sha256, expected_size, limit)
        with draft(self._spool, source, expected) as (written, blob), _answering():
            obstore.put(
                self._store,
                _key(LIVE, blob.digest),
                written,
                use_multipart=blob.size > PART_BYTES,
                chunk_size=PART_BYTES,
                max_concurrency=2,
            )
        return blob

    def open(self, digest: str) -> BlobStream:
        """See `BlobStore.open`."""
        size = self.size(digest)
        return BlobStream(size, self._chunks(digest, size), lambda: None)

    def _chunks(self, digest: str, size: int) -> Iterator[bytes]:
        for start in range(0, size, CHUNK_BYTES):
            yield self._range(digest, start, min(start + CHUNK_BYTES, size))

    def read(self, digest: str, start: int = 0, length: int | None = None) -> bytes:
        """See `BlobStore.read`."""
        base.check_range(start, length)
        size = self.size(digest)
        end = size if length is None else min(start + length, size)
        spans = ((at, min(at + CHUNK_BYTES, end)) for at in range(start, end, CHUNK_BYTES))
        return b"".join(self._range(digest, *span) for span in spans)

    def _range(self, digest: str, start: int, end: int) -> bytes:
        key = _key(LIVE, digest)
        with _answering():
            return bytes(obstore.get_range(self._store, key, start=start, end=end))

    def size(self, digest: str) -> int:
        """See `BlobStore.size`."""
        meta = self._head(LIVE, digest)
        if meta is None and self._move(digest, TRASH, LIVE):
            meta = self._head(LIVE, digest)
        if meta is None:
            raise BlobMissing(digest)
        return int(meta["size"])

    def _head(self, area: str, digest: str) -> Any:
        key = _key(area, digest)
        with _answering():
            try:
                return obstore.head(self._store, key)
            except (NotFoundError, FileNotFoundError):
                return None

    def delete(self, digest: str) -> bool:
        """See `BlobStore.delete`."""
        try:
            self.size(digest)
        except BlobMissing:
            return False
        self._remove(LIVE, digest)
        return True

    def _remove(self, area: str, digest: str) -> None:
        with _answering():
            obstore.delete(self._store, _key(area, digest))

    def sweep(
        self, still_referenced: base.StillReferenced, *, older_than: timedelta = base.SWEEP_AGE
    ) -> Swept:
        """See `BlobStore.sweep`; counts the blobs that left ``blobs/``."""
        cutoff = datetime.now(UTC) - older_than
        for digest in self._unneeded(TRASH, cutoff, still_referenced, keep=self._restore):
            self._remove(TRASH, digest)
        removed = 0
        for digest in self._unneeded(LIVE, cutoff, still_referenced):
            removed += self._move(digest, LIVE, TRASH)
        return Swept(removed, remove_old_drafts(self._spool))

    def _unneeded(
        self,
        area: str,
        cutoff: datetime,
        still_referenced: base.StillReferenced,
        keep: Any = None,
    ) -> Iterator[str]:
        candidates = self._written_before(area, cutoff)
        while batch := list(islice(candidates, base.SWEEP_BATCH)):
            kept = set(still_referenced(batch))
            for digest in batch:
                if digest not in kept:
                    yield digest
                elif keep is not None:
                    keep(digest)

    def _restore(self, digest: str) -> None:
        """Bring back what a sweep took while it was being written again."""
        if self._head(LIVE, digest) is None:
            self._move(digest, TRASH, LIVE)
        else:
            self._remove(TRASH, digest)

    def _written_before(self, area: str, cutoff: datetime) -> Iterator[str]:
        with _answering():
            for page in obstore.list(self._store, prefix=f"{area}/"):
                for meta in page:
                    if meta["last_modified"] < cutoff:
                        yield str(meta["path"]).rpartition("/")[2]

    def _move(self, digest: str, source: str, target: str) -> bool:
        """Copy, then remove; false when there was nothing to move."""
        keys = _key(source, digest), _key(target, digest)
        with _answering():
            try:
                obstore.copy(self._store, *keys)
            except (NotFoundError, FileNotFoundError):
                return False
        self._remove(source, digest)
        return True


def _key(area: str, digest: str) -> str:
    return f"{area}/{digest[:2]}/{base.checked(digest)}"


@contextmanager
def _answering() -> Iterator[None]:
    """Say in our words that the store does not answer, or not as it should."""
    try:
        yield
    except (BaseError, OSError) as error:
        raise Unavailable("The object store does not answer. Try again in a moment.") from error
