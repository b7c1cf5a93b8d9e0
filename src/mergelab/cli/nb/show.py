"""``mergelab nb show``: notebooks as text."""

import argparse

from mergelab.cli.nb import files, printing
from mergelab.pure.notebookdiff import Notebook, as_text, notebook_json
from mergelab.pure.notebookdiff.text import printable

_DESCRIPTION = """Print notebooks in the percent format that editors and jupytext read: a header
line a cell, what is no code as comments, outputs as indented comments. What changes in
outputs at every run, counts, ids and metadata are left out; pictures are named.

Exit status: 0, or 2 if a file could not be read."""

_EXAMPLES = """  mergelab nb show work.ipynb | less -R
  mergelab nb show --no-outputs work.ipynb > work.py
  git show HEAD~1:work.ipynb | mergelab nb show -"""


def main(argv: list[str]) -> int:
    """Print every file that can be read; 0, or 2 if one cannot."""
    args = _parser().parse_args(argv)
    status = printing.OK
    shown: list[object] = []
    for number, (path, book) in enumerate(files.each_book(args.files)):
        if isinstance(book, files.Trouble):
            status = printing.complain("show", book)
        elif args.json:
            shown.append({"file": path, **notebook_json(book, outputs=not args.no_outputs)})
        else:
            printing.say("\n" * (number > 0) + _text(path, book, args))
    if args.json:
        printing.say_json(shown)
    return status


def _parser() -> argparse.ArgumentParser:
    made = printing.parser("show", _DESCRIPTION, _EXAMPLES)
    made.add_argument("files", metavar="FILE", nargs="+", help="notebooks; - for standard input")
    printing.add_form(made, json_help="print a JSON list with an object for each file")
    made.add_argument("--no-outputs", action="store_true", help="leave outputs out")
    made.add_argument(
        "--longest", type=_lines, metavar="N", help="lines shown of an output; default: all"
    )
    return made


def _lines(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("at least 1")
    return number


def _text(path: str, book: Notebook, args: argparse.Namespace) -> str:
    color = printing.wants_color(args)
    text = as_text(book, outputs=not args.no_outputs, longest=args.longest)
    if color:
        text = "".join(_painted(line) for line in text.splitlines(keepends=True))
    if len(args.files) > 1:
        text = printing.painted("strong", f"==> {printable(path)} <==", color=color) + "\n" + text
    return text


def _painted(line: str) -> str:
    """Headers stand out; comments, hence outputs and prose, step back."""
    is_header = line.partition(" ")[2].startswith("%%")
    kind = (
        "header" if is_header else "note" if line.startswith(("#", "//", "--", "%", ";;")) else ""
    )
    return printing.painted(kind, line.rstrip("\n"), color=True) + "\n" if kind else line
