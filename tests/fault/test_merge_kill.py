"""A server that is killed while it merges: merged or not merged, never half."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROUNDS = 25
TESTS = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def rounds(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    """Merges, each killed a little later than the one before."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("MERGELAB_", "PYTEST"))}
    done = subprocess.run(
        [sys.executable, "-m", "support.merge_program", str(ROUNDS)],
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
        assert after["in_database"] == after["in_git"]
        assert after["intents"] == 0
        assert after["told"] == int(after["in_database"])
        assert (after["source"] == "") == after["in_database"]


@pytest.mark.fault
def test_what_was_acknowledged_is_merged(rounds: list[dict[str, Any]]) -> None:
    for one in rounds:
        assert one["after"]["in_database"] or not one["acknowledged"]


@pytest.mark.fault
def test_merging_again_merges_once(rounds: list[dict[str, Any]]) -> None:
    for one in rounds:
        again = one["again"]
        assert (again["in_database"], again["is_merge_commit"], again["told"]) == (True, True, 1)
        assert again["parents"] == [one["main"], again["head"]]
        assert (again["by"], again["source"], again["intents"]) == ("ana", "", 0)


@pytest.mark.fault
def test_the_kills_fell_into_the_merge(rounds: list[dict[str, Any]]) -> None:
    """Before it was decided, between the steps, and after git had moved; else nothing is proved."""
    left = [(one["left"]["intents"], one["left"]["in_git"]) for one in rounds]
    assert {(0, False), (1, False), (1, True)} <= set(left)
