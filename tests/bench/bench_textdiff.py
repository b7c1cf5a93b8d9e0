"""Line and word differences against the standard library's, on the same made texts.

Run it: `python tests/bench/bench_textdiff.py`. Prints the median and the worst of each in ms.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from difflib import SequenceMatcher
from statistics import median
from time import perf_counter
from typing import TypeVar

from mergelab.pure.textdiff import diff_lines, hunks, mark_words

T = TypeVar("T")

WORDS = ["value", "index", "frame", "total", "wind", "=", "+", "(", ")", ":", "return", "0", "1"]


def made_text(random_: random.Random, lines: int) -> list[str]:
    """Lines that repeat as those of programs do."""
    return [
        "\n"
        if random_.random() < 0.15
        else "    " * random_.randrange(3) + " ".join(random_.choices(WORDS, k=6)) + "\n"
        for _ in range(lines)
    ]


def edited(random_: random.Random, lines: list[str]) -> list[str]:
    """The text after a handful of edits at random places."""
    new = list(lines)
    for _ in range(max(2, len(lines) // 40)):
        at = random_.randrange(len(new))
        new[at : at + random_.randrange(4)] = made_text(random_, random_.randrange(5))
    return new


def difflib_lines(old: list[str], new: list[str]) -> object:
    return SequenceMatcher(None, old, new, autojunk=False).get_opcodes()


def difflib_characters(old: str, new: str) -> object:
    return SequenceMatcher(None, old, new, autojunk=False).get_opcodes()


def timed(function: Callable[[T, T], object], pairs: list[tuple[T, T]]) -> str:
    times: list[float] = []
    for old, new in pairs:
        start = perf_counter()
        function(old, new)
        times.append(1000 * (perf_counter() - start))
    return f"{median(times):9.3f} {max(times):9.3f}"


def main() -> None:
    random_ = random.Random(2)
    print(f"{'':34}   median       max")
    for size in (50, 359, 2_000, 10_000):
        olds = [made_text(random_, size) for _ in range(10)]
        pairs = [(old, edited(random_, old)) for old in olds]
        print(f"{f'{size} lines, diff_lines':34}{timed(diff_lines, pairs)}")
        print(f"{f'{size} lines, hunks with word marks':34}{timed(hunks, pairs)}")
        print(f"{f'{size} lines, difflib':34}{timed(difflib_lines, pairs[:3])}")
    lines = made_text(random_, 400)
    words = [(line, line.replace("wind", "w").replace("(", "[")) for line in lines]
    print(f"{'a line, mark_words':34}{timed(mark_words, words)}")
    print(f"{'a line, difflib':34}{timed(difflib_characters, words)}")


if __name__ == "__main__":
    main()
