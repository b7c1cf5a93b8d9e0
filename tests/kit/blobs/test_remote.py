"""What only the object store does."""

import socket
import time
from datetime import timedelta

import pytest

from mergelab.kit.blobs.remote import RemoteBlobStore
from mergelab.kit.errors import Unavailable

NOW = timedelta(seconds=-5)


def test_swept_blob_can_be_taken_back_until_the_next_sweep(s3, tmp_path):
    """A row written while the sweep looked must find its blob."""
    store = RemoteBlobStore(s3, spool=tmp_path)
    blob = store.put(b"hello")
    assert store.sweep(lambda _: set(), older_than=NOW).blobs == 1
    assert store.read(blob.digest) == b"hello"
    assert store.sweep(lambda _: set(), older_than=NOW).blobs == 1
    assert store.sweep(lambda digests: digests, older_than=NOW).blobs == 0
    assert store.exists(blob.digest)


def test_second_sweep_deletes_for_good(s3, tmp_path):
    store = RemoteBlobStore(s3, spool=tmp_path)
    blob = store.put(b"hello")
    store.sweep(lambda _: set(), older_than=NOW)
    store.sweep(lambda _: set(), older_than=NOW)
    assert not store.exists(blob.digest)


def test_store_that_refuses_connections(s3, tmp_path, monkeypatch):
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{port}")
    store = RemoteBlobStore(s3, spool=tmp_path)
    with pytest.raises(Unavailable, match="does not answer"):
        store.put(b"hello")
    with pytest.raises(Unavailable, match="does not answer"):
        store.exists("0" * 64)
    assert list(tmp_path.iterdir()) == []


def test_store_that_hangs_costs_seconds(s3, tmp_path, monkeypatch):
    """A server that accepts and never answers: two attempts of at most five seconds."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{port}")
        store = RemoteBlobStore(s3, spool=tmp_path)
        started = time.monotonic()
        with pytest.raises(Unavailable, match="does not answer"):
            store.size("0" * 64)
        assert time.monotonic() - started < 13
