"""Time grows with the size of the input, not with its square (D15, D16)."""

import random
from collections.abc import Callable
from time import process_time

import pytest

from mergelab.pure.textdiff import diff_lines, hunks, mark_words, reveal, track_lines

# It compares times, so it is no part of every run.
pytestmark = pytest.mark.nightly

RANDOM = random.Random(1)
FLOOR = 0.05
"""Seconds under which a time says nothing."""

RATIO = 4.0


def seconds(function: Callable[[int], object], size: int) -> float:
    best = float("inf")
    for _ in range(2):
        start = process_time()
        function(size)
        best = min(best, process_time() - start)
    return max(best, FLOOR)


def two_letters(size: int) -> tuple[list[str], list[str]]:
    return RANDOM.choices(["a\n", "b\n"], k=size), RANDOM.choices(["a\n", "b\n"], k=size)


def shuffled(size: int) -> tuple[list[str], list[str]]:
    old = [f"{n}\n" for n in range(size)]
    return old, RANDOM.sample(old, size)


def repeated(size: int) -> tuple[list[str], list[str]]:
    return ["x\n"] * size, ["x\n", "y\n"] * (size // 2)


def nothing_common(size: int) -> tuple[list[str], list[str]]:
    return [f"a{n}\n" for n in range(size)], [f"b{n}\n" for n in range(size)]


@pytest.mark.parametrize("made", [two_letters, shuffled, repeated, nothing_common])
@pytest.mark.parametrize("function", [diff_lines, hunks])
def test_lines(
    made: Callable[[int], tuple[list[str], list[str]]], function: Callable[..., object]
) -> None:
    small, large = (seconds(lambda size: function(*made(size)), size) for size in (20_000, 40_000))
    assert large / small < RATIO


def test_tracking_every_line() -> None:
    def track(size: int) -> object:
        return track_lines(*shuffled(size), range(1, size + 1))

    assert seconds(track, 20_000) / seconds(track, 10_000) < RATIO


@pytest.mark.parametrize("piece", ["a ", "ab", "\u202e", "\u0430a", "\u200d", "1a_"])
def test_revealing(piece: str) -> None:
    def show(size: int) -> object:
        return reveal(piece * size)

    assert seconds(show, 100_000) / seconds(show, 50_000) < RATIO


def test_one_long_line_has_no_marks_at_once() -> None:
    assert seconds(lambda size: mark_words("a" * size, "b" * size), 3_000_000) == FLOOR
