"""The lines in git's attributes file that name our drivers, between two marks."""

import os
import re
from pathlib import Path

from mergelab.cli.nb.gitcalls import git

_BEGIN = "# mergelab nb install-git: begin\n"
_END = "# mergelab nb install-git: end\n"
_BLOCK = re.compile(f"{re.escape(_BEGIN)}.*?{re.escape(_END)}", re.DOTALL)


def path_of(scope: str) -> Path:
    """The file that git reads for one repository or for all. Raises Trouble outside of one."""
    if scope == "--local":
        return Path(git(["rev-parse", "--git-path", "info/attributes"])).absolute()
    named = git(["config", "--global", "--type=path", "--get", "core.attributesFile"], fine=(0, 1))
    if named:
        return Path(named).absolute()
    home = os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config"
    return Path(home) / "git" / "attributes"


def put(path: Path, *, clean: bool) -> None:
    """Our line at the end, so that it wins over what is there; in its place if it is there."""
    drivers = "diff=mergelab merge=mergelab" + " filter=mergelab" * clean
    block = f"{_BEGIN}*.ipynb {drivers}\n{_END}"
    before = _text(path)
    if _BLOCK.search(before):
        after = _BLOCK.sub(lambda _match: block, before)
    else:
        after = before + "\n" * bool(before and not before.endswith("\n")) + block
    if after != before:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(after, encoding="utf-8", errors="surrogateescape")


def remove(path: Path) -> None:
    """Take our lines out; a file without other lines goes, too."""
    before = _text(path)
    after = _BLOCK.sub("", before)
    if after == before:
        return
    if after.strip():
        path.write_text(after, encoding="utf-8", errors="surrogateescape")
    else:
        path.unlink()


def _text(path: Path) -> str:
    if not path.exists():
        return ""
    return path.read_text(encoding="utf-8", errors="surrogateescape")
