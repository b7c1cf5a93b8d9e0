"""git as a user runs it."""

import os
import subprocess
from dataclasses import dataclass, field
from pathlib import Path


@dataclass
class Client:
    """The user's git in a working tree of its own, untouched by this machine's settings."""

    home: Path
    tree: Path
    extra: dict[str, str] = field(default_factory=dict)

    @property
    def environment(self) -> dict[str, str]:
        return {
            "PATH": os.environ["PATH"],
            "HOME": str(self.home),
            "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_TERMINAL_PROMPT": "0",
            "GIT_AUTHOR_NAME": "Ann",
            "GIT_AUTHOR_EMAIL": "ann@example.org",
            "GIT_COMMITTER_NAME": "Ann",
            "GIT_COMMITTER_EMAIL": "ann@example.org",
            "GIT_AUTHOR_DATE": "2026-01-02T03:04:05+01:00",
            "GIT_COMMITTER_DATE": "2026-01-02T03:04:05+01:00",
            "LC_ALL": "C",
            **self.extra,
        }

    def run(self, *arguments: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        """Run ``git`` with these arguments; both outputs are captured as text."""
        done = subprocess.run(
            ["git", "-c", "init.defaultBranch=main", *arguments],
            cwd=self.tree,
            env=self.environment,
            capture_output=True,
            text=True,
            errors="surrogateescape",
            timeout=60,
            check=False,
        )
        if check and done.returncode:
            raise AssertionError(f"git {arguments} failed:\n{done.stdout}{done.stderr}")
        return done

    def out(self, *arguments: str) -> str:
        """The output of ``git`` without surrounding white space."""
        return self.run(*arguments).stdout.strip()

    def commit(self, files: dict[str, str | bytes], message: str = "Change") -> str:
        """Write files, commit them, return the commit's name."""
        for name, content in files.items():
            path = self.tree / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content.encode() if isinstance(content, str) else content)
        self.run("add", "-A")
        self.run("commit", "-q", "--allow-empty", "-m", message)
        return self.out("rev-parse", "HEAD")
