"""Inputs made to take for ever: each must end, well within the limit of a request's worker."""

import random
import time
from collections.abc import Callable

import pytest
from pure.notebookdiff.made import code, display, encoded, markdown, raw_notebook, stream

from mergelab.pure.notebookdiff import diff_notebooks, diff_text, line_map, read_notebook

SECONDS = 15
"""CPU time allowed, several times what is needed; a quadratic step would take minutes."""


def nested(levels: int) -> object:
    value: object = "x"
    for _ in range(levels):
        value = {"a": value}
    return value


CASES: dict[str, Callable[[int], list[object]]] = {
    "many cells": lambda n: [code(f"x = {i} + {n}") for i in range(8_000)],
    "many alike cells": lambda n: [code(f"value {i} {n} " * 30) for i in range(2_000)],
    "many empty cells": lambda n: [code(""), markdown("")] * (5_000 + n),
    "many outputs": lambda n: [code("x", *[display(text__plain=str(i * n)) for i in range(8_000)])],
    "a long stream": lambda n: [code("x", stream([f"{i + i % n}\n" for i in range(100_000)]))],
    "backspaces": lambda n: [code("x", stream("x" * 50_000 + "\b" * (50_000 + n) + "y"))],
    "one long line": lambda n: [code("x" * 1_000_000 + str(n) + "x" * 1_000_000)],
    "many source lines": lambda n: [code([f"{i % 7 * n}\n" for i in range(100_000)])],
    "open tags": lambda n: [code("x", display(text__html="<table><tr>" * 200_000 + str(n)))],
    "bait for masks": lambda n: [code("x", stream("0x[00:11<T_a-abcd-" * 100_000 + str(n)))],
    "bait for paths": lambda n: [code("x", stream("/a/b.c/ipykernel_" * 50_000 + str(n)))],
    "deep output": lambda n: [code("x", {"output_type": "x", "v": nested(440 + n)})],
    "emphasis": lambda n: [markdown("*a_ **b" * 100_000 + str(n))],
}


@pytest.mark.parametrize("name", CASES)
def test_ends_in_time(name: str) -> None:
    old, new = (encoded(raw_notebook(*CASES[name](n)), indent=None) for n in (1, 3))
    started = time.process_time()
    diff = diff_notebooks(read_notebook(old), read_notebook(new))
    assert diff_text(diff, metadata=True)
    assert line_map(new).raw_line(0) == 1
    assert time.process_time() - started < SECONDS


def test_rewritten_lines_of_many_words_end_in_time() -> None:
    rng = random.Random(3)
    old, new = (
        [code(" ".join(rng.choices("abcdefgh", k=900)), id=f"k{i}") for i in range(500)]
        for _ in range(2)
    )
    started = time.process_time()
    diff = diff_notebooks(*(read_notebook(encoded(raw_notebook(*cells))) for cells in (old, new)))
    assert diff_text(diff).startswith("500 cells changed\n")
    assert time.process_time() - started < SECONDS
