from pathlib import Path

import pytest

from mergelab.repository.storage import directory, project_id_of


def test_the_path_comes_from_the_number_alone() -> None:
    where = directory(42)
    assert where.name == "42.git"
    assert where.parent.parent.parent.name == "repositories"
    assert project_id_of(where) == 42


def test_other_directories_are_no_repositories() -> None:
    with pytest.raises(ValueError, match="not a project's repository"):
        project_id_of(Path("/elsewhere/42.git"))
