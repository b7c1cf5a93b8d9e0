"""``mergelab nb git-clean``: what git sends notebooks through when they are added."""

import sys

from mergelab.cli.nb import printing
from mergelab.pure.notebookdiff import NotNotebook
from mergelab.pure.notebookdiff.writing import Unwritable, clean


def main(argv: list[str]) -> int:
    """Clean standard input; what cannot be cleaned goes through as it is, so that git can add it.

    Git gives the path as an argument, for what is said about the file.
    """
    data = sys.stdin.buffer.read()
    try:
        data = clean(data)
    except (NotNotebook, Unwritable) as problem:
        printing.complain("git-clean", f"{''.join(argv[:1])} is added as it is: {problem}")
    sys.stdout.buffer.write(data)
    sys.stdout.buffer.flush()
    return printing.OK
