"""The record of a push: whole and held before anybody can take it for abandoned."""

from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from mergelab.repository import spool
from mergelab.repository.git.layout import Layout
from mergelab.repository.git.writes import RefUpdate

ZERO, ONE = "0" * 40, "1" * 40


@pytest.fixture
def layout(tmp_path: Path) -> Iterator[Layout]:
    made = Layout(tmp_path)
    made.prepare()
    yield made


def begin(layout: Layout) -> AbstractContextManager[tuple[Path, int]]:
    update = RefUpdate("refs/heads/main", ZERO, ONE)
    return spool.begin(layout, layout.spool, [update], context={"project": 1})


def test_a_record_that_is_held_is_not_abandoned(layout: Layout) -> None:
    with begin(layout) as (folder, _):
        assert list(spool.abandoned(layout)) == []
        assert spool.read(folder).context == {"project": 1}
    assert list(spool.abandoned(layout)) == [folder]


def test_the_sweep_leaves_alone_what_is_just_being_made(
    layout: Layout, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As if the sweep came between the folder and its header."""
    seen: list[list[Path]] = []
    encode = spool.msgspec.json.encode

    def swept(header: object) -> bytes:
        seen.append(list(spool.abandoned(layout)))
        return encode(header)

    monkeypatch.setattr(spool.msgspec.json, "encode", swept)
    with begin(layout) as (folder, _):
        assert folder.is_dir()
    assert seen == [[]]


def test_what_a_dead_server_began_is_swept_later(
    layout: Layout, monkeypatch: pytest.MonkeyPatch
) -> None:
    left = layout.spool / ".left"
    left.mkdir()
    assert list(spool.abandoned(layout)) == []
    monkeypatch.setattr(spool, "MAKING", -1.0)
    assert list(spool.abandoned(layout)) == [left]
    spool.remove(left)
    assert list(layout.spool.iterdir()) == []
