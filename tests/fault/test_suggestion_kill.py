"""A server that is killed while it applies a suggestion: one commit, never two, never forgotten."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROUNDS = 16
TESTS = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def rounds(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    """Suggestions, each of which is killed a little later than the one before."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("MERGELAB_", "PYTEST"))}
    done = subprocess.run(
        [sys.executable, "-m", "support.suggestion_program", str(ROUNDS)],
        env={
            **kept,
            "PYTHONPATH": os.pathsep.join((str(TESTS.parent / "src"), str(TESTS))),
            "DJANGO_SETTINGS_MODULE": os.environ["DJANGO_SETTINGS_MODULE"],
            "MERGELAB_DATA_DIR": str(tmp_path_factory.mktemp("killed") / "data"),
            "MERGELAB_LOG_LEVEL": "ERROR",
        },
        stdout=subprocess.PIPE,
        timeout=600,
        check=True,
    )
    return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.mark.fault
def test_git_and_database_agree(rounds: list[dict[str, Any]]) -> None:
    assert len(rounds) == ROUNDS
    for one in rounds:
        after = one["after"]
        assert after["in_database"] == (after["head"] != one["before"])
        assert after["in_database"] or not one["acknowledged"]
        if after["in_database"]:
            assert (after["commit"], after["resolved"]) == (after["head"], True)


@pytest.mark.fault
def test_applying_again_applies_once(rounds: list[dict[str, Any]]) -> None:
    for one in rounds:
        again = one["again"]
        assert again["parents"] == [one["before"]]
        assert (again["in_database"], again["resolved"]) == (True, True)
        assert (again["commit"], again["message"]) == (
            again["head"],
            "Apply suggestion to train.py\n",
        )
