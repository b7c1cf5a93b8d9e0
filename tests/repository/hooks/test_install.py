import os
import stat
import subprocess
import sys
from pathlib import Path

from mergelab.repository.git.layout import Layout
from mergelab.repository.hooks import hooks_directory


def test_hooks_are_read_only_and_outside_the_repositories(layout: Layout) -> None:
    folder = hooks_directory(layout)
    assert folder.parent == layout.root / "hooks"
    assert {path.name for path in folder.iterdir()} == {
        "pre-receive",
        "pre_receive.py",
        "update",
        "reference-transaction",
        "post-receive",
    }
    for path in (folder, *folder.iterdir()):
        assert stat.S_IMODE(path.stat().st_mode) == 0o500
    assert (
        f'exec "{sys.executable}" -I -S "{folder}/pre_receive.py"'
        in (folder / "pre-receive").read_text()
    )


def test_hooks_are_written_once(layout: Layout) -> None:
    first = hooks_directory(layout)
    hooks_directory.cache_clear()
    assert hooks_directory(Layout(layout.root)) == first
    assert list(layout.hooks.iterdir()) == [first]


def test_paths_with_spaces_work(tmp_path: Path) -> None:
    layout = Layout(tmp_path / "a b")
    folder = hooks_directory(layout)
    environment = {**os.environ, "MERGELAB_SPOOL": "/none"}
    hook = [folder / "pre-receive"]
    done = subprocess.run(hook, env=environment, capture_output=True, check=False)
    assert done.returncode == 1
    assert b"/none/header.json" in done.stderr


def test_a_data_directory_can_be_moved(tmp_path: Path) -> None:
    """The paths in the scripts are those of where the directory is now."""
    first = hooks_directory(Layout(tmp_path / "before"))
    (tmp_path / "before").rename(tmp_path / "after")
    moved = hooks_directory(Layout(tmp_path / "after"))
    assert moved.name != first.name
    assert str(tmp_path / "after") in (moved / "pre-receive").read_text()
    assert str(tmp_path / "before") not in (moved / "pre-receive").read_text()
