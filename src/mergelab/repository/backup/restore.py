"""Put a back-up into an empty data directory."""

import hashlib
import json
import tarfile
import tempfile
from pathlib import Path
from typing import Any

from django.conf import settings

from mergelab.kit.blobs import blob_store
from mergelab.kit.errors import Conflict, Refused
from mergelab.projects.models import Project
from mergelab.repository import storage
from mergelab.repository.backup import database
from mergelab.repository.backup.write import KEY, MANIFEST
from mergelab.repository.git.command import git
from mergelab.repository.git.process import TRANSFER, run
from mergelab.repository.git.writes import create_repository, set_default_branch

OWN_FILES = frozenset({"secret.key", "locks", "spool", "hooks", "repositories", "drafts"})


def restore(*, source: Path) -> dict[str, Any]:
    """Make the data directory and database those of the back-up.

    Every member is verified against the manifest before anything is written. Raises Refused for a
    file that is no whole back-up, Conflict where the data directory is in use already.
    """
    data_dir = Path(settings.DATA_DIR)
    _require_empty(data_dir)
    with tempfile.TemporaryDirectory(dir=data_dir.parent) as scratch:
        folder = Path(scratch)
        manifest = _extract(source, folder)
        database.load(_database_file(folder))
        blobs = _restore_blobs(folder / "blobs")
        repositories = _restore_repositories(folder / "repositories")
        key = folder / KEY
        if key.exists():
            (data_dir / KEY).write_bytes(key.read_bytes())
    return {"made_at": manifest["made_at"], "repositories": repositories, "blobs": blobs}


def _require_empty(data_dir: Path) -> None:
    data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    found = sorted(path.name for path in data_dir.iterdir() if path.name not in OWN_FILES)
    repositories = any((data_dir / "repositories").glob("??/??/*.git"))
    if found or repositories:
        raise Conflict(f"{data_dir} is in use; name a new directory with --data-dir.")


def _extract(source: Path, folder: Path) -> dict[str, Any]:
    try:
        with tarfile.open(source) as tar:
            tar.extractall(folder, filter="data")
        manifest: dict[str, Any] = json.loads((folder / MANIFEST).read_bytes())
        members = dict(manifest["members"])
    except (tarfile.TarError, OSError, ValueError, KeyError) as error:
        raise Refused(f"{source} is not a whole back-up: {error}.") from None
    for name, digest in members.items():
        with (folder / name).open("rb") as file:
            if hashlib.file_digest(file, "sha256").hexdigest() != digest:
                raise Refused(f"{source} is damaged: {name} has another digest.")
    return manifest


def _database_file(folder: Path) -> Path:
    for name in (database.SQLITE, database.POSTGRES):
        if (folder / name).exists():
            return folder / name
    raise Refused("The back-up holds no database.")


def _restore_blobs(folder: Path) -> int:
    found = sorted(folder.glob("*")) if folder.exists() else []
    for path in found:
        with path.open("rb") as file:
            blob_store().put(file, expected_sha256=path.name)
    return len(found)


def _restore_repositories(folder: Path) -> int:
    projects = list(Project.objects.filter(deleted_at=None))
    for project in projects:
        directory = storage.directory(project.pk)
        create_repository(storage.layout(), directory)
        bundle = folder / f"{project.pk}.bundle"
        if bundle.exists():
            _unbundle(directory, bundle)
        set_default_branch(storage.layout(), directory, project.default_branch)
    return len(projects)


def _unbundle(directory: Path, bundle: Path) -> None:
    listed = run(directory, git("bundle", "unbundle").plain(str(bundle)), limits=TRANSFER)
    lines = [line.split(b" ", 1) for line in listed.splitlines()]
    updates = b"".join(
        b"create " + ref + b"\0" + sha + b"\0" for sha, ref in lines if ref.startswith(b"refs/")
    )
    run(directory, git("update-ref", "--stdin", "-z"), stdin=updates)
