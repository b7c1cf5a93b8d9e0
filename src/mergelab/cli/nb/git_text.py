"""``mergelab nb git-text FILE``: the text by which git log, show and blame compare a notebook."""

import sys

from mergelab.cli.nb import files, printing
from mergelab.pure.notebookdiff import NotNotebook, as_text, read_notebook


def main(argv: list[str]) -> int:
    """Print the notebook as text; a file that is none as it is, so that git can go on."""
    if len(argv) != 1:
        return printing.complain("git-text", "usage: FILE")
    try:
        data = files.read(argv[0])
    except files.Trouble as trouble:
        return printing.complain("git-text", trouble)
    try:
        text = as_text(read_notebook(data)).encode("utf-8", "replace")
    except NotNotebook:
        text = data
    sys.stdout.buffer.write(text)
    sys.stdout.buffer.flush()
    return printing.OK
