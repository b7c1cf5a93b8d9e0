"""A clone in which the demo's people work: files from `content/`, commits, pushes."""

import os
import shutil
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

CONTENT = Path(__file__).parent / "content"


class Checkout:
    """A working copy of the demo project, used by one person after another."""

    def __init__(self, folder: Path, url: str) -> None:
        self.folder = folder
        self.url = url
        folder.mkdir()
        self._git("init", "--quiet", "--initial-branch=main")

    def branch(self, name: str, start: str = "main") -> None:
        self._git("switch", "--quiet", "--create", name, start)

    def commit(
        self, author: str, message: str, content: str, *paths: str, hours_ago: float
    ) -> None:
        """Copy these paths of a content folder over the working copy and commit them."""
        for path in paths:
            target = self.folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(CONTENT / content / path, target)
        self._git("add", "--", *paths)
        when = (datetime.now(UTC) - timedelta(hours=hours_ago)).isoformat(timespec="seconds")
        who = {
            f"GIT_{role}_{key}": value
            for role in ("AUTHOR", "COMMITTER")
            for key, value in (
                ("NAME", author.title()),
                ("EMAIL", f"{author}@example.org"),
                ("DATE", when),
            )
        }
        self._git("commit", "--quiet", "--message", message, extra=who)

    def push(self, user: str, token: str, branch: str, *push_options: str) -> None:
        """A real push over HTTP, with the token as the password."""
        url = self.url.replace("://", f"://{user}:{token}@", 1)
        wanted = [part for option in push_options for part in ("--push-option", option)]
        self._git("push", "--quiet", *wanted, url, f"{branch}:{branch}")

    def _git(self, *arguments: str, extra: dict[str, str] | None = None) -> None:
        environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(self.folder),
            "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_TERMINAL_PROMPT": "0",
            **(extra or {}),
        }
        done = subprocess.run(
            ["git", *arguments],  # noqa: S607  (the user's own git, as in a terminal)
            cwd=self.folder,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise RuntimeError(f"git {arguments[0]} failed: {done.stderr.strip()}")
