"""``mergelab nb clean``: take out what a run leaves in notebooks."""

import argparse
import sys

from mergelab.cli.nb import files, printing
from mergelab.pure.notebookdiff import NotNotebook
from mergelab.pure.notebookdiff.text import printable
from mergelab.pure.notebookdiff.writing import CleanOptions, Unwritable, clean

_DESCRIPTION = """Take out outputs, execution counts, times and folds in cell metadata, and the
state of widgets. Files are changed in place, at one stroke; what is not taken out
stays byte for byte. "-" reads standard input and writes standard output.

Exit status: 0, with --check 1 if a file would change, 2 if one could not be cleaned."""

_EXAMPLES = """  mergelab nb clean notebooks/*.ipynb
  mergelab nb clean --check notebooks/*.ipynb
  mergelab nb clean --keep-outputs - < work.ipynb > light.ipynb"""


def main(argv: list[str]) -> int:
    """Clean every file that can be; 0, 1 if one would change (`--check`), 2 trouble."""
    args = _parser().parse_args(argv)
    options = options_of(args)
    status = printing.OK
    changed: list[object] = []
    for path in args.files:
        try:
            is_changed = _clean(path, options, is_check=args.check)
        except files.Trouble as trouble:
            status = printing.complain("clean", trouble)
            continue
        if is_changed and args.check:
            status = max(status, printing.FOUND)
        if path != files.STDIN or args.check:
            changed.append({"file": path, "changed": is_changed})
            if is_changed and not args.json:
                verb = "would be cleaned" if args.check else "cleaned"
                printing.say(f"{printable(path)}: {verb}\n")
    if args.json:
        printing.say_json(changed)
    return status


def _parser() -> argparse.ArgumentParser:
    made = printing.parser("clean", _DESCRIPTION, _EXAMPLES)
    made.add_argument("files", metavar="FILE", nargs="+", help="notebooks; - for standard input")
    made.add_argument("--check", action="store_true", help="change nothing, only say what would")
    made.add_argument("--json", action="store_true", help="print a JSON list of files")
    add_options(made)
    return made


def add_options(made: argparse.ArgumentParser) -> None:
    """What is kept, and ids."""
    made.add_argument("--keep-outputs", action="store_true", help="leave outputs as they are")
    made.add_argument("--keep-counts", action="store_true", help="leave execution counts")
    made.add_argument("--keep-metadata", action="store_true", help="leave times and folds of cells")
    made.add_argument("--keep-widgets", action="store_true", help="leave the state of widgets")
    made.add_argument(
        "--drop-ids",
        action="store_true",
        help="take out cell ids, too, where the format does not require them",
    )


def options_of(args: argparse.Namespace) -> CleanOptions:
    """The options in the words of the library."""
    return CleanOptions(
        outputs=not args.keep_outputs,
        counts=not args.keep_counts,
        metadata=not args.keep_metadata,
        widgets=not args.keep_widgets,
        ids=args.drop_ids,
    )


def _clean(path: str, options: CleanOptions, *, is_check: bool) -> bool:
    """Whether the file changes, and the change unless this is a check. Raises Trouble."""
    data = files.read(path)
    try:
        cleaned = clean(data, options)
    except (NotNotebook, Unwritable) as problem:
        raise files.Trouble(f"{path}: {problem}") from problem
    if is_check:
        return cleaned != data
    if path == files.STDIN:
        sys.stdout.flush()
        sys.stdout.buffer.write(cleaned)
        sys.stdout.buffer.flush()
    elif cleaned != data:
        files.replace(path, cleaned)
    return cleaned != data
