"""``mergelab nb``: notebooks in the terminal, without a server."""

import argparse
import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from mergelab.pure.notebookdiff import (
    NotebookDiff,
    NotNotebook,
    diff_json,
    diff_notebooks,
    diff_text,
    raw_diff_text,
    read_notebook,
)

if TYPE_CHECKING:
    Subparsers = argparse._SubParsersAction[argparse.ArgumentParser]

EQUAL, DIFFER, TROUBLE = 0, 1, 2


def add_parser(subparsers: "Subparsers") -> None:
    """Add `nb` with its subcommands."""
    nb = subparsers.add_parser("nb", help="show how a notebook changed, in the terminal")
    _add_diff(nb.add_subparsers(metavar="COMMAND", required=True))


def main(argv: list[str]) -> int:
    """Run `mergelab nb`; 0 equal, 1 different, 2 trouble."""
    parser = argparse.ArgumentParser(prog="mergelab nb", description="Notebooks in the terminal.")
    _add_diff(parser.add_subparsers(metavar="COMMAND", required=True))
    return run(parser.parse_args(argv))


def run(args: argparse.Namespace) -> int:
    """Print the diff; 0 equal (noise and execution counts aside), 1 different, 2 trouble."""
    try:
        old, new = _read(args.old), _read(args.new)
    except OSError as error:
        sys.stderr.write(f"mergelab nb diff: {error.filename}: {error.strerror}\n")
        return TROUBLE
    try:
        notebooks = [None if data is None else read_notebook(data) for data in (old, new)]
    except NotNotebook as problem:
        return _raw(old or b"", new or b"", str(problem), args)
    diff = diff_notebooks(*notebooks)
    _print(_rendered(diff, args))
    return DIFFER if _differs(diff, args) else EQUAL


def _add_diff(commands: "Subparsers") -> None:
    diff = commands.add_parser(
        "diff", help="what differs between two notebook files", description=_DESCRIPTION
    )
    diff.add_argument("old", metavar="OLD", help="the file before; /dev/null if there is none")
    diff.add_argument("new", metavar="NEW", help="the file after; /dev/null if there is none")
    diff.add_argument("--json", action="store_true", help="print one JSON object")
    diff.add_argument("--color", choices=("auto", "always", "never"), default="auto")
    diff.add_argument("--no-outputs", action="store_true", help="leave outputs out")
    diff.add_argument("--metadata", action="store_true", help="show metadata, too")


_DESCRIPTION = """Show what differs between two notebooks, cell by cell. Execution counts, ids and
what changes in outputs at every run are left out. Exit status: 0 equal, 1 different, 2 trouble. A
file that is no notebook is compared as text."""


def _read(path: str) -> bytes | None:
    return None if path == os.devnull else Path(path).read_bytes()


def _rendered(diff: NotebookDiff, args: argparse.Namespace) -> str:
    outputs, metadata = not args.no_outputs, bool(args.metadata)
    if args.json:
        return _json(diff_json(diff, outputs=outputs, metadata=metadata))
    return diff_text(diff, color=_color(args), outputs=outputs, metadata=metadata)


def _differs(diff: NotebookDiff, args: argparse.Namespace) -> bool:
    """Whether what was asked for differs: outputs and metadata count if they are shown."""
    hidden = {"outputs"} if args.no_outputs else set()
    if not args.metadata:
        hidden.add("metadata")
    elif diff.changes:
        return True
    hidden |= {"count", "outputs-noise"}
    return (diff.old is None) != (diff.new is None) or any(row.kinds - hidden for row in diff.rows)


def _raw(old: bytes, new: bytes, reason: str, args: argparse.Namespace) -> int:
    """What is no notebook is shown as text, with the reason."""
    if args.json:
        _print(_json({"raw": True, "reason": reason}))
    else:
        sys.stderr.write(f"mergelab nb diff: shown as text: {reason}\n")
        _print(raw_diff_text(old, new, color=_color(args)))
    return EQUAL if old == new else DIFFER


def _color(args: argparse.Namespace) -> bool:
    wanted = args.color == "auto" and sys.stdout.isatty() and "NO_COLOR" not in os.environ
    return args.color == "always" or wanted


def _json(value: object) -> str:
    return json.dumps(value, indent=2) + "\n"


def _print(text: str) -> None:
    """Write whatever the terminal's encoding lacks as escapes, rather than fail."""
    encoding = sys.stdout.encoding or "utf-8"
    sys.stdout.write(text.encode(encoding, "backslashreplace").decode(encoding))
    sys.stdout.flush()
