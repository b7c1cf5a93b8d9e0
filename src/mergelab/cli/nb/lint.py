"""``mergelab nb lint``: what is odd about notebooks."""

import argparse
from typing import get_args

from mergelab.cli.nb import files, printing
from mergelab.pure.notebookdiff import Hint, HintKind, hint_json, lint
from mergelab.pure.notebookdiff.text import printable

KINDS = get_args(HintKind)

_DESCRIPTION = f"""Say what is odd about notebooks: errors left in, cells that ran in another order
than they stand in, likely secrets, hidden characters, large outputs, paths of one
computer, damaged files.

Kinds: {", ".join(KINDS[:7])},
{", ".join(KINDS[7:])}.

Exit status: 0 nothing found, 1 something found, 2 if a file could not be read."""

_EXAMPLES = """  mergelab nb lint notebooks/*.ipynb
  mergelab nb lint --explain work.ipynb
  mergelab nb lint --warnings --ignore error-left --json work.ipynb"""


def main(argv: list[str]) -> int:
    """Print a line a finding; 0 none, 1 some, 2 trouble."""
    args = _parser().parse_args(argv)
    status = printing.OK
    found: list[object] = []
    for path, book in files.each_book(args.files):
        if isinstance(book, files.Trouble):
            status = printing.complain("lint", book)
            continue
        hints = [hint for hint in lint(book) if _is_wanted(hint, args)]
        if hints:
            status = max(status, printing.FOUND)
        if args.json:
            found.append({"file": path, "hints": [hint_json(hint) for hint in hints]})
        else:
            for hint in hints:
                printing.say(_line(path, hint, args))
    if args.json:
        printing.say_json(found)
    return status


def _parser() -> argparse.ArgumentParser:
    made = printing.parser("lint", _DESCRIPTION, _EXAMPLES)
    made.add_argument("files", metavar="FILE", nargs="+", help="notebooks; - for standard input")
    printing.add_form(made, json_help="print a JSON list with an object for each file")
    made.add_argument("--explain", action="store_true", help="say why each finding matters")
    made.add_argument("--warnings", action="store_true", help="leave out what is only a note")
    made.add_argument(
        "--ignore",
        action="append",
        default=[],
        choices=KINDS,
        metavar="KIND",
        help="leave out findings of this kind; may be given more than once",
    )
    return made


def _is_wanted(hint: Hint, args: argparse.Namespace) -> bool:
    return hint.kind not in args.ignore and (hint.severity == "warning" or not args.warnings)


def _line(path: str, hint: Hint, args: argparse.Namespace) -> str:
    color = printing.wants_color(args)
    severity = printing.painted(hint.severity, hint.severity, color=color)
    line = f"{printable(path)}: {severity}: {hint.message} [{hint.kind}]\n"
    return line + (f"    {hint.explanation}.\n" if args.explain else "")
