from pathlib import Path

import pytest

from mergelab.repository.git import requirements


def test_this_machine_will_do(tmp_path: Path) -> None:
    assert requirements.missing(tmp_path) == []
    assert (requirements.git_version() or (0, 0)) >= requirements.OLDEST_GIT


def test_what_is_missing_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(requirements, "OLDEST_GIT", (99, 1))
    monkeypatch.setenv("PATH", str(tmp_path))
    too_old, no_sync = requirements.missing(tmp_path)
    assert too_old.endswith("is too old: 99.1 is needed.")
    assert "`sync -f`" in no_sync
    monkeypatch.setattr(requirements, "GIT", str(tmp_path / "git"))
    assert requirements.missing(tmp_path)[0] == "git is not installed."
