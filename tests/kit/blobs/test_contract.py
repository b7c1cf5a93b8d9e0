"""What every blob store promises."""

import hashlib
import io
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from mergelab.kit.blobs import Blob, BlobMissing, BlobStore
from mergelab.kit.errors import Refused, TooLarge

HELLO = "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"
NOBODY = hashlib.sha256(b"never stored").hexdigest()
EVERYTHING = timedelta(seconds=-5)


def drafts(tmp_path: Path) -> list[Path]:
    places = (tmp_path / "blobs" / "drafts", tmp_path / "spool")
    return [file for place in places if place.is_dir() for file in place.iterdir()]


def none_referenced(_digests: object) -> list[str]:
    return []


def test_put_and_read_back(store: BlobStore):
    assert store.put(b"hello") == Blob(HELLO, 5)
    assert store.read(HELLO) == b"hello"
    assert store.size(HELLO) == 5
    assert store.exists(HELLO)


@pytest.mark.parametrize(
    "source", [b"hello", io.BytesIO(b"hello"), [b"he", b"", b"llo"], iter([b"hello"])]
)
def test_sources(tmp_path, source):
    from mergelab.kit.blobs.local import LocalBlobStore

    assert LocalBlobStore(tmp_path).put(source) == Blob(HELLO, 5)


def test_empty_blob(store: BlobStore):
    blob = store.put(b"")
    assert blob == Blob(hashlib.sha256().hexdigest(), 0)
    assert store.read(blob.digest) == b""
    assert list(store.open(blob.digest)) == []


def test_blob_of_several_parts(store: BlobStore):
    content = bytes(range(256)) * 26_000  # 6.3 MiB: two parts in an object store
    blob = store.put(iter([content[:100], content[100:]]))
    assert blob == Blob(hashlib.sha256(content).hexdigest(), len(content))
    with store.open(blob.digest) as stream:
        assert stream.size == len(content)
        assert b"".join(stream) == content
    across = store.read(blob.digest, 1_048_000, 2_000_000)
    assert across == content[1_048_000:3_048_000]


def test_same_content_is_kept_once(store: BlobStore):
    assert store.put(b"hello") == store.put(io.BytesIO(b"hello"))
    assert store.delete(HELLO) is True
    assert store.exists(HELLO) is False
    assert store.delete(HELLO) is False


@pytest.mark.parametrize(
    ("start", "length", "expected"),
    [
        (0, None, b"hello"),
        (0, 0, b""),
        (0, 5, b"hello"),
        (0, 99, b"hello"),
        (1, 3, b"ell"),
        (4, 1, b"o"),
        (4, None, b"o"),
        (5, None, b""),
        (5, 1, b""),
        (99, 1, b""),
    ],
)
def test_ranges(store: BlobStore, start: int, length: int | None, expected: bytes):
    store.put(b"hello")
    assert store.read(HELLO, start, length) == expected


@pytest.mark.parametrize(("start", "length"), [(-1, None), (0, -1)])
def test_negative_range_is_a_mistake(store: BlobStore, start: int, length: int | None):
    store.put(b"hello")
    with pytest.raises(ValueError, match="must not be negative"):
        store.read(HELLO, start, length)


@pytest.mark.parametrize("digest", [NOBODY, "", "../../etc/passwd", HELLO.upper(), HELLO + "\n"])
def test_what_is_not_there(store: BlobStore, digest: str):
    store.put(b"hello")
    assert store.exists(digest) is False
    assert store.delete(digest) is False
    for call in (store.open, store.read, store.size):
        with pytest.raises(BlobMissing):
            call(digest)


def test_wrong_digest_is_refused(store: BlobStore, tmp_path: Path):
    with pytest.raises(Refused, match=f"has SHA-256 {HELLO}, not {NOBODY}"):
        store.put(b"hello", expected_sha256=NOBODY)
    assert store.exists(HELLO) is False
    assert drafts(tmp_path) == []
    assert store.put(b"hello", expected_sha256=HELLO.upper()).digest == HELLO


def test_short_upload_is_refused(store: BlobStore, tmp_path: Path):
    with pytest.raises(Refused, match="has 5 bytes where 6 were announced"):
        store.put(b"hello", expected_size=6)
    assert store.exists(HELLO) is False
    assert drafts(tmp_path) == []


def test_limit(store: BlobStore, tmp_path: Path):
    taken: list[int] = []

    def endless() -> Iterator[bytes]:
        while True:
            taken.append(1)
            yield b"12345"

    with pytest.raises(TooLarge, match="larger than 12 bytes"):
        store.put(endless(), limit=12)
    assert len(taken) == 3
    assert drafts(tmp_path) == []
    assert store.put(b"hello", limit=5).size == 5


def test_dropped_upload_leaves_nothing(store: BlobStore, tmp_path: Path):
    def dropped() -> Iterator[bytes]:
        yield b"hello"
        raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        store.put(dropped())
    assert store.exists(HELLO) is False
    assert drafts(tmp_path) == []


def test_concurrent_puts_of_the_same_content(store: BlobStore, tmp_path: Path):
    content = b"x" * 300_000
    results: list[Blob] = []

    def put() -> None:
        results.append(store.put(iter([content])))

    threads = [threading.Thread(target=put) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    expected = Blob(hashlib.sha256(content).hexdigest(), len(content))
    assert results == [expected] * 8
    assert store.read(expected.digest) == content
    assert drafts(tmp_path) == []


def test_stream_reads_like_a_file(store: BlobStore):
    store.put(b"hello")
    with store.open(HELLO) as stream:
        assert stream.read(2) == b"he"
        assert stream.read(0) == b""
        assert next(stream) == b"llo"
        assert stream.read(2) == b""
    assert store.open(HELLO).read() == b"hello"


def test_sweep_removes_what_nothing_names(store: BlobStore):
    kept, dropped = store.put(b"kept"), store.put(b"dropped")
    asked: list[str] = []

    def still_referenced(digests):
        asked.extend(digests)
        return {kept.digest}

    assert store.sweep(still_referenced, older_than=EVERYTHING).blobs == 1
    assert sorted(asked) == sorted([kept.digest, dropped.digest])
    assert store.exists(kept.digest)


def test_sweep_spares_the_young(store: BlobStore):
    blob = store.put(b"young")
    assert store.sweep(none_referenced).blobs == 0
    assert store.exists(blob.digest)


def test_sweep_removes_drafts_of_killed_uploads(store: BlobStore, tmp_path: Path, age):
    store.put(b"hello")
    place = next(p for p in (tmp_path / "blobs" / "drafts", tmp_path / "spool") if p.is_dir())
    (place / "killed").write_bytes(b"half")
    age()
    (place / "in-progress").write_bytes(b"half")
    assert store.sweep(lambda digests: digests).drafts == 1
    assert drafts(tmp_path) == [place / "in-progress"]
