"""Made merges: a notebook, and two scripts of edits as people make them, by seed."""

from __future__ import annotations

import copy
import json
import random
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

Book = dict[str, Any]
Edit = Callable[[Book, random.Random, str], None]


def lines(cell: Book) -> list[str]:
    source = cell.get("source", [])
    text = source if isinstance(source, str) else "".join(source)
    return text.split("\n")


def set_lines(cell: Book, new: list[str]) -> None:
    text = "\n".join(new)
    cell["source"] = text if isinstance(cell.get("source"), str) else text.splitlines(True)


def pick(book: Book, rng: random.Random, *, code: bool = False) -> Book | None:
    cells = [cell for cell in book["cells"] if not code or cell["cell_type"] == "code"]
    return rng.choice(cells) if cells else None


def new_cell(book: Book, rng: random.Random, who: str) -> Book:
    text = [f"{who}_{rng.randrange(10**6)} = {n}\n" for n in range(rng.randrange(1, 4))]
    cell = {"cell_type": "code", "execution_count": None, "metadata": {}, "outputs": []}
    if (book.get("nbformat", 4), book.get("nbformat_minor", 0)) >= (4, 5):
        cell["id"] = f"{rng.randrange(16**8):08x}"
    return {**cell, "source": text}


def edit_line(book: Book, rng: random.Random, who: str) -> None:
    cell = pick(book, rng)
    if cell:
        text = lines(cell)
        place = rng.randrange(len(text))
        text[place] += f" # {who} {rng.randrange(1000)}"
        set_lines(cell, text)


def insert_line(book: Book, rng: random.Random, who: str) -> None:
    cell = pick(book, rng)
    if cell:
        text = lines(cell)
        text.insert(rng.randrange(len(text) + 1), f"{who}_{rng.randrange(1000)} = 1")
        set_lines(cell, text)


def delete_line(book: Book, rng: random.Random, _who: str) -> None:
    cell = pick(book, rng)
    if cell and len(lines(cell)) > 1:
        text = lines(cell)
        del text[rng.randrange(len(text))]
        set_lines(cell, text)


def insert_cell(book: Book, rng: random.Random, who: str) -> None:
    place = rng.randrange(len(book["cells"]) + 1)
    book["cells"].insert(place, new_cell(book, rng, who))


def delete_cell(book: Book, rng: random.Random, _who: str) -> None:
    if len(book["cells"]) > 2:
        del book["cells"][rng.randrange(len(book["cells"]))]


def move_cell(book: Book, rng: random.Random, _who: str) -> None:
    if len(book["cells"]) > 3:
        cell = book["cells"].pop(rng.randrange(len(book["cells"])))
        book["cells"].insert(rng.randrange(len(book["cells"]) + 1), cell)


def rerun(book: Book, rng: random.Random, who: str) -> None:
    """Run all: counts from one, and outputs that say who ran them."""
    count = rng.randrange(1, 40)
    for cell in book["cells"]:
        if cell["cell_type"] == "code":
            cell["execution_count"] = count
            count += 1
            if cell.get("outputs") and rng.random() < 0.3:
                cell["outputs"] = [
                    {"output_type": "stream", "name": "stdout", "text": [f"{who}\n"]}
                ]
            for output in cell.get("outputs", []):
                if "execution_count" in output:
                    output["execution_count"] = cell["execution_count"]


def rerun_cell(book: Book, rng: random.Random, who: str) -> None:
    cell = pick(book, rng, code=True)
    if cell:
        cell["execution_count"] = rng.randrange(100)
        text = [f"{who} {rng.randrange(1000)}\n"]
        cell["outputs"] = [{"output_type": "stream", "name": "stdout", "text": text}]


def kernel(book: Book, rng: random.Random, _who: str) -> None:
    info = book["metadata"].setdefault("language_info", {"name": "python"})
    info["version"] = f"3.{rng.randrange(6, 13)}.{rng.randrange(9)}"


def tag(book: Book, rng: random.Random, who: str) -> None:
    cell = pick(book, rng)
    if cell:
        cell.setdefault("metadata", {}).setdefault("tags", []).append(who)


EDITS: list[tuple[Edit, int]] = [
    (edit_line, 8),
    (insert_line, 6),
    (delete_line, 3),
    (insert_cell, 4),
    (delete_cell, 2),
    (move_cell, 1),
    (rerun, 3),
    (rerun_cell, 4),
    (kernel, 2),
    (tag, 1),
]


def edited(book: Book, rng: random.Random, who: str, most: int) -> Book:
    other = copy.deepcopy(book)
    functions = [edit for edit, _ in EDITS]
    weights = [weight for _, weight in EDITS]
    for edit in rng.choices(functions, weights, k=rng.randint(1, most)):
        edit(other, rng, who)
    return other


def dumped(book: Book) -> bytes:
    return (json.dumps(book, indent=1, ensure_ascii=False) + "\n").encode()


def made_merge(base: Book, seed: int, most: int = 4) -> tuple[bytes, bytes, bytes]:
    """Base, ours and theirs, each of these with up to `most` edits."""
    rng = random.Random(seed)
    ours, theirs = (edited(base, rng, who, most) for who in ("ours", "theirs"))
    return dumped(base), dumped(ours), dumped(theirs)


def git_merge(folder: Path, base: bytes, ours: bytes, theirs: bytes) -> bytes | None:
    """What git's merge of the texts gives; None where it has conflicts."""
    paths = [folder / name for name in ("ours", "base", "theirs")]
    for path, data in zip(paths, (ours, base, theirs), strict=True):
        path.write_bytes(data)
    done = subprocess.run(
        ["git", "merge-file", "-p", "-q", *map(str, paths)],
        capture_output=True,
        check=False,
    )
    return done.stdout if done.returncode == 0 else None


def made_book(seed: int) -> Book:
    """A notebook of twenty cells, for where there are no real ones."""
    rng = random.Random(seed)
    cells: list[Book] = []
    for number in range(20):
        text = [f"name_{rng.randrange(10**6)} = call({n})\n" for n in range(rng.randrange(1, 9))]
        text[-1] = text[-1].rstrip("\n")
        if number % 3 == 0:
            cells.append(
                {"cell_type": "markdown", "id": f"m{number}", "metadata": {}, "source": text}
            )
            continue
        output = {"output_type": "stream", "name": "stdout", "text": [f"line {number}\n"]}
        cell = {"cell_type": "code", "execution_count": number, "id": f"c{number}", "metadata": {}}
        cells.append({**cell, "outputs": [output] if number % 2 else [], "source": text})
    metadata = {"kernelspec": {"display_name": "P", "language": "python", "name": "python3"}}
    return {"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}
