"""The configured store, and the sweep over all apps."""

import pytest

from mergelab.kit import blobs
from mergelab.kit.blobs.local import LocalBlobStore
from mergelab.kit.blobs.remote import RemoteBlobStore
from mergelab.kit.errors import Refused


@pytest.fixture(autouse=True)
def _no_apps(monkeypatch, settings, tmp_path):
    monkeypatch.setattr(blobs, "_sources", {})
    settings.DATA_DIR = tmp_path
    settings.BLOB_URL = None


def test_directory_is_the_default(tmp_path):
    store = blobs.blob_store()
    assert isinstance(store, LocalBlobStore)
    assert blobs.blob_store() is store
    store.put(b"hello")
    assert [p.name for p in (tmp_path / "blobs" / "2c").iterdir()] == [
        "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"
    ]


def test_url_names_an_object_store(settings, s3):
    settings.BLOB_URL = s3
    assert isinstance(blobs.blob_store(), RemoteBlobStore)


def test_sweep_without_apps_is_refused():
    with pytest.raises(Refused, match="No app has said"):
        blobs.sweep_unreferenced()


def test_sweep_asks_every_app(age):
    first, second, third = (blobs.blob_store().put(text) for text in (b"1", b"2", b"3"))
    age()
    blobs.register_references("one", lambda digests: {first.digest} & set(digests))
    blobs.register_references("two", lambda digests: {second.digest} & set(digests))
    assert blobs.sweep_unreferenced().blobs == 1
    found = [blobs.blob_store().exists(b.digest) for b in (first, second, third)]
    assert found == [True, True, False]
