"""The stores that the contract is tested on: a directory, and S3 on loopback."""

import os
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from moto.server import ThreadedMotoServer

from mergelab.kit.blobs import BlobStore
from mergelab.kit.blobs.local import LocalBlobStore
from mergelab.kit.blobs.remote import RemoteBlobStore


@pytest.fixture(scope="session")
def s3_endpoint() -> Iterator[str]:
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def s3(s3_endpoint: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """The URL of an empty bucket, with the environment that reaches it."""
    monkeypatch.setenv("AWS_ENDPOINT_URL", s3_endpoint)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    monkeypatch.setenv("AWS_REGION", "us-east-1")
    _call("POST", f"{s3_endpoint}/moto-api/reset")
    _call("PUT", f"{s3_endpoint}/mergelab")
    return "s3://mergelab/some/prefix"


def _call(method: str, url: str) -> None:
    request = urllib.request.Request(url, method=method)  # noqa: S310 - our own, on loopback
    urllib.request.urlopen(request).close()  # noqa: S310


@pytest.fixture(params=["local", "s3"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> BlobStore:
    if request.param == "local":
        return LocalBlobStore(tmp_path / "blobs")
    return RemoteBlobStore(request.getfixturevalue("s3"), spool=tmp_path / "spool")


@pytest.fixture
def age(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[[], None]:
    """Makes files look two days old."""

    def make_old() -> None:
        for path in tmp_path.rglob("*"):
            if path.is_file():
                os.utime(path, (path.stat().st_atime, path.stat().st_mtime - 2 * 86400))

    return make_old
