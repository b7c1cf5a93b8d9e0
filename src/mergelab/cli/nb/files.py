"""Reading and writing the files that commands name; `-` is standard input or output."""

import os
import shutil
import sys
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from mergelab.pure.notebookdiff import Notebook, NotNotebook, read_notebook

STDIN = "-"


class Trouble(Exception):
    """Why a command cannot go on with a file; a sentence for its user."""


def read(path: str) -> bytes:
    """The bytes of a file or of standard input. Raises Trouble."""
    try:
        return sys.stdin.buffer.read() if path == STDIN else Path(path).read_bytes()
    except OSError as error:
        raise Trouble(f"{path}: {error.strerror}") from error


def read_book(path: str) -> Notebook:
    """The notebook in a file. Raises Trouble, also where it is none."""
    data = read(path)
    try:
        return read_notebook(data)
    except NotNotebook as problem:
        raise Trouble(f"{path}: {problem}") from problem


def each_book(paths: Iterable[str]) -> Iterator[tuple[str, Notebook | Trouble]]:
    """Every file with its notebook, or what is wrong with it."""
    for path in paths:
        try:
            yield path, read_book(path)
        except Trouble as trouble:
            yield path, trouble


def replace(path: str, data: bytes) -> None:
    """Put new bytes in the place of a file at one stroke, with its mode. Raises Trouble.

    Whoever reads the file, and a crash, sees the old bytes or the new ones. A symbolic link stays
    one.
    """
    target = Path(path).resolve()
    made = ""
    try:
        with tempfile.NamedTemporaryFile(dir=target.parent, prefix=".", delete=False) as held:
            made = held.name
            held.write(data)
            held.flush()
            os.fsync(held.fileno())
        shutil.copymode(target, made)
        Path(made).replace(target)
    except OSError as error:
        Path(made).unlink(missing_ok=True) if made else None
        raise Trouble(f"{path}: {error.strerror}") from error
