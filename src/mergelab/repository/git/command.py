"""Typed git command lines.

Options are literals of this code base. What comes from users or from repositories is either glued
to its option with ``=``, or given as an operand that must not begin with ``-``, or comes after
``--``; so it can never turn into an option.
"""

import os
import shutil
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, LiteralString

from mergelab.repository.git.errors import UnsafeArgument

GIT: Final = shutil.which("git") or "/usr/bin/git"

HIDDEN_REFS: Final = ("refs", "!refs/heads", "!refs/tags")
"""What clients do not see and cannot update: every ref except branches and tags."""

_CONFIG: Final[dict[str, str]] = {
    "core.fsync": "all",
    "core.fsyncMethod": "fsync",
    "core.hooksPath": "/dev/null",
    "core.attributesFile": "/dev/null",
    "core.bigFileThreshold": "32m",
    "core.packedGitWindowSize": "32m",
    "core.packedGitLimit": "512m",
    "core.quotePath": "false",
    "gc.auto": "0",
    "maintenance.auto": "false",
    "pack.threads": "1",
    "pack.windowMemory": "128m",
    "protocol.allow": "never",
    "receive.advertisePushOptions": "true",
    "receive.autogc": "false",
    "receive.denyCurrentBranch": "ignore",
    "receive.denyDeleteCurrent": "refuse",
    "receive.fsckObjects": "true",
    "receive.maxInputSize": "2g",
    "receive.unpackLimit": "1",
    "receive.updateServerInfo": "false",
    "transfer.fsckObjects": "true",
    "uploadpack.allowAnySHA1InWant": "false",
    "uploadpack.allowFilter": "true",
    "uploadpack.allowReachableSHA1InWant": "false",
    "uploadpack.allowTipSHA1InWant": "false",
}


@dataclass(frozen=True)
class Command:
    """One git command line: ``git(...)`` starts it, each method adds to it."""

    name: LiteralString
    options: tuple[str, ...]
    operands: tuple[str, ...] = ()
    paths: tuple[str, ...] | None = None
    mark_end: bool = True

    def value(self, option: LiteralString, value: str | int) -> "Command":
        """``option=value`` as one argument."""
        text = str(value)
        _check(text, dash=True)
        return replace(self, options=(*self.options, f"{option}={text}"))

    def pair(self, option: LiteralString, value: str) -> "Command":
        """``option value`` as two arguments, for options that take no ``=``."""
        _check(value, dash=False)
        return replace(self, options=(*self.options, option, value))

    def revisions(self, *operands: str) -> "Command":
        """Operands after ``--end-of-options``. Raises UnsafeArgument for a leading ``-``."""
        for operand in operands:
            _check(operand, dash=False)
        return replace(self, operands=(*self.operands, *operands))

    def plain(self, *operands: str) -> "Command":
        """Operands of a command that does not know ``--end-of-options``."""
        return replace(self.revisions(*operands), mark_end=False)

    def only(self, *paths: str) -> "Command":
        """Paths after ``--``; they are taken literally, not as patterns."""
        for path in paths:
            _check(path, dash=True)
        return replace(self, paths=paths)

    def argv(self, directory: Path, config: dict[str, str]) -> list[str]:
        """The full argument list for the bare repository at ``directory``."""
        merged = {**_CONFIG, **config}
        argv = [GIT, "--no-pager", "--literal-pathspecs", f"--git-dir={directory}"]
        for key, value in merged.items():
            argv += ["-c", f"{key}={value}"]
        for pattern in HIDDEN_REFS:
            argv += ["-c", f"transfer.hideRefs={pattern}"]
        argv += [self.name, *self.options]
        if self.operands:
            argv += ["--end-of-options"] if self.mark_end else []
            argv += self.operands
        if self.paths is not None:
            argv += ["--", *self.paths]
        return argv


def git(name: LiteralString, *options: LiteralString) -> Command:
    """Start a command line; ``options`` are literals."""
    return Command(name, options)


def environment(directory: Path, extra: dict[str, str] | None = None) -> dict[str, str]:
    """The whole environment of a git process; nothing is inherited from the server's.

    The home directory is a path below /dev/null, which cannot hold any file.
    """
    clean = {
        "PATH": os.pathsep.join((str(Path(GIT).parent), "/usr/local/bin", "/usr/bin", "/bin")),
        "HOME": "/dev/null/home",
        "LC_ALL": "C",
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CONFIG_GLOBAL": "/dev/null",
        "GIT_ATTR_NOSYSTEM": "1",
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_NO_REPLACE_OBJECTS": "1",
        "GIT_OPTIONAL_LOCKS": "0",
        "GIT_CONFIG_COUNT": "1",
        "GIT_CONFIG_KEY_0": "safe.directory",
        "GIT_CONFIG_VALUE_0": str(directory),
    }
    return {**clean, **(extra or {})}


def _check(text: str, *, dash: bool) -> None:
    if "\0" in text:
        raise UnsafeArgument("An argument of git must not hold a NUL byte.")
    if not dash and (not text or text.startswith("-")):
        raise UnsafeArgument(f"Not usable as an argument of git: {text[:80]!r}.")
