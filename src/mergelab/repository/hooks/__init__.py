"""git's hooks: one read-only folder outside all repositories.

Each version of the scripts lies in a folder named by its content and by the paths written into it,
so that servers of different versions on one data directory never write to each other's, and a data
directory can be moved.
"""

import hashlib
import shutil
import sys
import tempfile
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import Final

from mergelab.repository.git.layout import Layout

_SCRIPTS: Final = ("pre-receive", "update", "reference-transaction", "post-receive")
_PROGRAM: Final = "pre_receive.py"


@lru_cache(maxsize=16)
def hooks_directory(layout: Layout) -> Path:
    """The folder for ``core.hooksPath``; it is written on first use."""
    files = {name: _text(name) for name in (*_SCRIPTS, _PROGRAM)}
    named = (sys.executable, str(layout.hooks), *files.values())
    digest = hashlib.sha256("\0".join(named).encode())
    folder = layout.hooks / digest.hexdigest()[:16]
    if folder.is_dir():
        return folder
    layout.prepare()
    fresh = Path(tempfile.mkdtemp(prefix=".new-", dir=layout.hooks))
    for name, text in files.items():
        path = fresh / name
        path.write_text(
            text.replace("@python@", sys.executable).replace("@folder@", str(folder)),
            encoding="utf-8",
        )
        path.chmod(0o500)
    fresh.chmod(0o500)
    try:
        fresh.rename(folder)
    except OSError:
        fresh.chmod(0o700)
        shutil.rmtree(fresh)
    return folder


def _text(name: str) -> str:
    return resources.files(__package__).joinpath(name).read_text(encoding="utf-8")
