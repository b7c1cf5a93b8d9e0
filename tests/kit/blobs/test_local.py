"""What only the directory store does."""

import hashlib
import stat
import subprocess
import sys

import pytest

from mergelab.kit.blobs import BlobMissing
from mergelab.kit.blobs.local import LocalBlobStore

MEMORY = """
import hashlib, resource, sys
from pathlib import Path
from mergelab.kit.blobs.local import LocalBlobStore
store = LocalBlobStore(Path(sys.argv[1]))
store.open(store.put(b"warm").digest).read()
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
blob = store.put(bytes([n % 251]) * (1 << 20) for n in range(200))
total = sum(len(chunk) for chunk in store.open(blob.digest))
after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(total, (after - before) // 1024)
"""


def test_files_are_private(tmp_path):
    store = LocalBlobStore(tmp_path / "blobs")
    store.put(b"hello")
    modes = {p.is_dir(): stat.S_IMODE(p.stat().st_mode) for p in (tmp_path / "blobs").rglob("*")}
    assert modes == {True: 0o700, False: 0o600}
    assert stat.S_IMODE((tmp_path / "blobs").stat().st_mode) == 0o700


def test_memory_does_not_grow_with_the_blob(tmp_path):
    done = subprocess.run(
        [sys.executable, "-c", MEMORY, str(tmp_path)], capture_output=True, text=True, check=True
    )
    total, growth = map(int, done.stdout.split())
    assert total == 200 << 20
    assert growth < 64


def test_put_again_heals_a_damaged_blob(tmp_path):
    store = LocalBlobStore(tmp_path)
    blob = store.put(b"hello")
    (tmp_path / blob.digest[:2] / blob.digest).write_bytes(b"he")
    store.put(b"hello")
    assert store.read(blob.digest) == b"hello"


def test_blob_written_again_during_a_sweep_stays(tmp_path, age):
    store = LocalBlobStore(tmp_path)
    blob = store.put(b"hello")
    age()

    def meanwhile(_digests):
        store.put(b"hello")
        return set()

    assert store.sweep(meanwhile).blobs == 0
    assert store.read(blob.digest) == b"hello"
    age()
    assert store.sweep(lambda _: set()).blobs == 1


def test_link_is_not_followed(tmp_path):
    """A16: a symbolic link among the blobs is an error, never its target."""
    secret = tmp_path / "secret"
    secret.write_bytes(b"secret")
    digest = hashlib.sha256(b"x").hexdigest()
    place = tmp_path / "blobs" / digest[:2]
    place.mkdir(parents=True)
    (place / digest).symlink_to(secret)
    store = LocalBlobStore(tmp_path / "blobs")
    for call in (store.open, store.read):
        with pytest.raises((BlobMissing, OSError)):
            call(digest)


def test_sweep_of_an_empty_store(tmp_path):
    assert LocalBlobStore(tmp_path / "none").sweep(lambda _: set()).blobs == 0
