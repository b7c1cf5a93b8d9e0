"""Write a back-up while the server runs."""

import hashlib
import json
import tarfile
import tempfile
from datetime import UTC, datetime
from importlib.metadata import version
from io import BytesIO
from pathlib import Path
from typing import Any

from django.conf import settings

from mergelab.kit.errors import Conflict
from mergelab.projects.models import Project
from mergelab.repository import storage
from mergelab.repository.backup import database
from mergelab.repository.git.command import git
from mergelab.repository.git.process import TRANSFER, stream

MANIFEST = "manifest.json"
KEY = "secret.key"


def back_up(*, output: Path) -> dict[str, Any]:
    """Write everything to the new file `output`; it is there whole or not at all.

    Blobs in an object store are not copied: the manifest says where they are.
    Raises Conflict where the file exists.
    """
    if output.exists():
        raise Conflict(f"{output} exists already; name a new file.")
    draft = output.with_name(f".{output.name}.part")
    try:
        with tempfile.TemporaryDirectory(dir=output.parent) as scratch:
            manifest = _write(draft, Path(scratch))
        draft.rename(output)
    finally:
        draft.unlink(missing_ok=True)
    counts = {key: manifest[key] for key in ("repositories", "blobs", "made_at")}
    return {"file": str(output), "bytes": output.stat().st_size, **counts}


def _write(draft: Path, scratch: Path) -> dict[str, Any]:
    draft.touch(mode=0o600)
    members: dict[str, str] = {}
    with tarfile.open(draft, "w") as tar:
        copy = scratch / database.name()
        database.dump(copy)
        _add(tar, copy, copy.name, members)
        projects = list(Project.objects.filter(deleted_at=None).values_list("pk", flat=True))
        blobs = _add_blobs(tar, members)
        for project_id in projects:
            _add_repository(tar, project_id, scratch, members)
        key = Path(settings.DATA_DIR) / KEY
        if key.exists():
            _add(tar, key, KEY, members)
        manifest = {
            "version": version("mergelab"),
            "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
            "repositories": len(projects),
            "blobs": blobs,
            "members": members,
        }
        encoded = json.dumps(manifest, indent=1).encode()
        entry = tarfile.TarInfo(MANIFEST)
        entry.size = len(encoded)
        tar.addfile(entry, BytesIO(encoded))
    return manifest


def _add_blobs(tar: tarfile.TarFile, members: dict[str, str]) -> int | str:
    """The local store's blobs, or the address of the object store that holds them."""
    if settings.BLOB_URL:
        return str(settings.BLOB_URL)
    root = Path(settings.DATA_DIR) / "blobs"
    found = [path for path in sorted(root.glob("??/*")) if len(path.name) == 64]
    for path in found:
        _add(tar, path, f"blobs/{path.name}", members)
    return len(found)


def _add_repository(
    tar: tarfile.TarFile, project_id: int, scratch: Path, members: dict[str, str]
) -> None:
    """All refs, hidden ones too, as a git bundle; an empty repository has none to write."""
    directory = storage.directory(project_id)
    refs = b"".join(stream(directory, git("for-each-ref", "--count=1")))
    if not refs:
        return
    bundle = scratch / "bundle"
    with bundle.open("wb") as file:
        command = git("bundle", "create", "--quiet", "-", "--all")
        for chunk in stream(directory, command, limits=TRANSFER):
            file.write(chunk)
    _add(tar, bundle, f"repositories/{project_id}.bundle", members)
    bundle.unlink()


def _add(tar: tarfile.TarFile, path: Path, name: str, members: dict[str, str]) -> None:
    with path.open("rb") as file:
        members[name] = hashlib.file_digest(file, "sha256").hexdigest()
    entry = tar.gettarinfo(path, name)
    entry.uid = entry.gid = 0
    entry.uname = entry.gname = ""
    entry.mode = 0o600
    with path.open("rb") as file:
        tar.addfile(entry, file)
