"""How commands call git, and how git is to call this program."""

import shlex
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from mergelab.cli.nb.files import Trouble


def git(arguments: Sequence[str], *, fine: Sequence[int] = (0,)) -> str:
    """What git prints, without the last line end. Raises Trouble with git's words."""
    try:
        done = subprocess.run(
            ["git", *arguments],  # noqa: S607  (the user's own git, as in a terminal)
            capture_output=True,
            text=True,
            errors="surrogateescape",
            check=False,
        )
    except FileNotFoundError as error:
        raise Trouble("there is no git command") from error
    if done.returncode not in fine:
        raise Trouble(done.stderr.strip() or f"git {arguments[0]} failed")
    return done.stdout.removesuffix("\n")


def wants_color() -> bool:
    """Whether git would colour a diff on our standard output, as color.diff and color.ui say."""
    try:
        command = ["git", "config", "--get-colorbool", "color.diff"]
        return subprocess.run(command, check=False).returncode == 0
    except FileNotFoundError:
        return False


def program() -> str:
    """This program by its whole path, as a shell command: git may run it from anywhere."""
    script = Path(sys.executable).parent / "mergelab"
    found = str(script) if script.is_file() else shutil.which("mergelab")
    return shlex.join([found] if found else [sys.executable, "-m", "mergelab.cli"])
