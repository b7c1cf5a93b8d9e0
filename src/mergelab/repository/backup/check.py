"""Look whether everything that the server keeps is whole."""

import hashlib
from pathlib import Path
from typing import Any

from django.conf import settings

from mergelab.projects.models import Project
from mergelab.repository import storage
from mergelab.repository.backup import database
from mergelab.repository.git import requirements
from mergelab.repository.git.maintenance import fsck


def check() -> dict[str, Any]:
    """Database, local blobs and every repository; `problems` is empty when all is well."""
    problems = requirements.missing(Path(settings.DATA_DIR))
    problems += [f"database: {problem}" for problem in database.problems()]
    blobs = _check_blobs(problems)
    projects = list(Project.objects.filter(deleted_at=None))
    for project in projects:
        problems += _check_repository(project)
    return {
        "ok": not problems,
        "repositories": len(projects),
        "blobs": blobs,
        "problems": problems,
    }


def _check_blobs(problems: list[str]) -> int:
    found = 0
    for path in sorted((Path(settings.DATA_DIR) / "blobs").glob("??/*")):
        found += 1
        with path.open("rb") as file:
            if hashlib.file_digest(file, "sha256").hexdigest() != path.name:
                problems.append(f"blob {path.name}: the content has changed")
    return found


def _check_repository(project: Project) -> list[str]:
    directory = storage.directory(project.pk)
    if not directory.is_dir():
        return [f"{project.full_path}: the repository is missing"]
    return [f"{project.full_path}: {line}" for line in fsck(directory)]
