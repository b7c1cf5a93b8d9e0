"""What the git layer needs from the machine."""

import re
import shutil
import subprocess
from pathlib import Path
from typing import Final

from mergelab.repository.git.command import GIT

OLDEST_GIT: Final = (2, 39)


def missing(folder: Path) -> list[str]:
    """What is wrong with this machine, one sentence each; empty when all is well.

    ``folder`` lies on the file system of the repositories: it is flushed once. The hook that makes
    pushes durable cannot tell anybody when it fails, so this is checked beforehand.
    """
    problems = []
    version = git_version()
    if version is None:
        problems.append("git is not installed.")
    elif version < OLDEST_GIT:
        problems.append(f"git {_dotted(version)} is too old: {_dotted(OLDEST_GIT)} is needed.")
    sync = shutil.which("sync")
    flushed = sync and subprocess.run([sync, "-f", folder], capture_output=True, check=False)
    if not flushed or flushed.returncode:
        problems.append("The command `sync -f` does not work here, so pushes would not be durable.")
    return problems


def git_version() -> tuple[int, int] | None:
    """The major and minor version of git, None when there is no git."""
    try:
        done = subprocess.run([GIT, "--version"], capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return None
    found = re.search(r"(\d+)\.(\d+)", done.stdout)
    return (int(found[1]), int(found[2])) if found else None


def _dotted(version: tuple[int, int]) -> str:
    return ".".join(str(part) for part in version)
