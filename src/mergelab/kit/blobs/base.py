"""The contract of a blob store, and the streams and results it speaks in."""

import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from types import TracebackType
from typing import Protocol, Self

CHUNK_BYTES = 1 << 20
SWEEP_AGE = timedelta(hours=24)
SWEEP_BATCH = 500

_DIGEST = re.compile(r"[0-9a-f]{64}")


class BlobMissing(LookupError):
    """No blob has this digest; also raised for text that is not a digest at all."""


class Readable(Protocol):
    """Anything with ``read(size)``: a request, an open file, a socket."""

    def read(self, size: int, /) -> bytes:
        """Up to `size` bytes; empty at the end."""


Source = bytes | Readable | Iterable[bytes]
StillReferenced = Callable[[Sequence[str]], Collection[str]]


@dataclass(frozen=True)
class Blob:
    """What was stored: the SHA-256 of the content in lowercase hex, and its length in bytes."""

    digest: str
    size: int


@dataclass(frozen=True)
class Swept:
    """What a sweep removed: blobs that no row names, and drafts of uploads that never ended."""

    blobs: int = 0
    drafts: int = 0


class BlobStream:
    """The bytes of one blob in chunks of at most 1 MiB; also readable like a file.

    Close it, or use it as a context manager; reaching the end closes it as well.
    """

    def __init__(self, size: int, chunks: Iterator[bytes], close: Callable[[], None]) -> None:
        self.size = size
        self._chunks = chunks
        self._rest = b""
        self._close = close

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        if self._rest:
            chunk, self._rest = self._rest, b""
            return chunk
        try:
            return next(self._chunks)
        except BaseException:
            self.close()
            raise

    def read(self, size: int = -1) -> bytes:
        """Up to `size` bytes (all that are left when negative); empty at the end."""
        if size < 0:
            return b"".join(self)
        data = next(self, b"") if size else b""
        if len(data) > size:
            self._rest = data[size:]
        return data[:size]

    def close(self) -> None:
        """Let go of the file or connection; a second call does nothing."""
        self._close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


class BlobStore(ABC):
    """Content-addressed storage. A blob never changes; equal content is kept once.

    Write the blob before the row that names it: a blob without a row is swept a day later, a row
    without a blob is a loss. All methods may be called from several threads and processes.
    """

    @abstractmethod
    def put(
        self,
        source: Source,
        *,
        expected_sha256: str | None = None,
        expected_size: int | None = None,
        limit: int | None = None,
    ) -> Blob:
        """Store the bytes of `source` and return when they are durable.

        Raises `kit.errors.Refused` when digest or size are not as expected (a dropped upload),
        `kit.errors.TooLarge` above `limit` bytes, `kit.errors.Unavailable` when the store does
        not answer, and whatever `source` raises. After an error nothing is left behind.
        """

    @abstractmethod
    def open(self, digest: str) -> BlobStream:
        """Stream a blob. Raises `BlobMissing`."""

    @abstractmethod
    def read(self, digest: str, start: int = 0, length: int | None = None) -> bytes:
        """`length` bytes from byte `start`, fewer or none at the end; to the end when None.

        Raises `BlobMissing`, and ``ValueError`` for a negative start or length.
        """

    @abstractmethod
    def size(self, digest: str) -> int:
        """Bytes of a blob. Raises `BlobMissing`."""

    @abstractmethod
    def delete(self, digest: str) -> bool:
        """Remove a blob whatever names it; false when there was none."""

    @abstractmethod
    def sweep(
        self, still_referenced: StillReferenced, *, older_than: timedelta = SWEEP_AGE
    ) -> Swept:
        """Remove blobs that nothing names and that nobody wrote within `older_than`.

        `still_referenced` gets up to 500 digests and returns those that must stay. Drafts older
        than a day go too.
        """

    def exists(self, digest: str) -> bool:
        """Whether the store has a blob."""
        try:
            self.size(digest)
        except BlobMissing:
            return False
        return True


def checked(digest: str) -> str:
    """The digest, if it is one: nothing else ever becomes part of a path or key."""
    if _DIGEST.fullmatch(digest) is None:
        raise BlobMissing(digest)
    return digest


def check_range(start: int, length: int | None) -> None:
    """Refuse a negative range."""
    if start < 0 or (length is not None and length < 0):
        raise ValueError("start and length must not be negative")
