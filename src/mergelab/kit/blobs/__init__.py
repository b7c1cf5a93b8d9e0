"""Content-addressed blobs: ``blob_store()`` is the configured store.

A blob's address is the SHA-256 of its content, so it never changes and equal content is kept
once. Apps that store digests in rows register how to find them with `register_references`; the
daily sweep removes what no app names.
"""

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from mergelab.kit.blobs.base import Blob, BlobMissing, BlobStore, BlobStream, StillReferenced, Swept
from mergelab.kit.blobs.local import LocalBlobStore
from mergelab.kit.errors import Refused

__all__ = [
    "Blob",
    "BlobMissing",
    "BlobStore",
    "BlobStream",
    "Swept",
    "blob_store",
    "register_references",
    "sweep_unreferenced",
]

_sources: dict[str, StillReferenced] = {}


def blob_store() -> BlobStore:
    """The store that ``MERGELAB_BLOB_URL`` names, or the local one."""
    return _store(settings.BLOB_URL, settings.DATA_DIR)


@lru_cache(maxsize=8)
def _store(url: str | None, data_dir: Path) -> BlobStore:
    if url is None:
        return LocalBlobStore(data_dir / "blobs")
    from mergelab.kit.blobs.remote import RemoteBlobStore

    return RemoteBlobStore(url, spool=data_dir / "drafts")


def register_references(name: str, still_referenced: StillReferenced) -> None:
    """Have the sweep ask an app which of some digests its rows name. Call in ``ready()``."""
    _sources[name] = still_referenced


def sweep_unreferenced() -> Swept:
    """Remove blobs of over a day ago that no registered app names.

    Raises `Refused` when no app has registered: then every blob would count as unneeded.
    """
    if not _sources:
        raise Refused("No app has said which blobs it needs, so none is swept.")

    def still_referenced(digests: Sequence[str]) -> set[str]:
        return {digest for source in _sources.values() for digest in source(digests)}

    return blob_store().sweep(still_referenced)
