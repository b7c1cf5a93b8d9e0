"""``mergelab nb diff``: what differs between two notebooks."""

import argparse
import os
import subprocess
import sys

from mergelab.cli.nb import files, gitcalls, printing
from mergelab.pure.notebookdiff import (
    NotebookDiff,
    NotNotebook,
    diff_json,
    diff_notebooks,
    diff_text,
    raw_diff_text,
    read_notebook,
)

_DESCRIPTION = """Show what differs between two notebooks, cell by cell. Execution counts, ids and
what changes in outputs at every run are left out. A file that is no notebook is
compared as text.

Exit status: 0 equal, 1 different, 2 trouble. With --git, that of git diff."""

_EXAMPLES = """  mergelab nb diff before.ipynb after.ipynb
  git show HEAD~1:work.ipynb | mergelab nb diff - work.ipynb
  mergelab nb diff --git main...HEAD
  mergelab nb diff --git HEAD~3 -- notebooks/power.ipynb"""


def main(argv: list[str]) -> int:
    """Print the diff; 0 equal (noise and execution counts aside), 1 different, 2 trouble."""
    if argv[:1] == ["--git"]:
        return _git(argv[1:])
    args = _parser().parse_args(argv)
    try:
        old, new = (None if p == os.devnull else files.read(p) for p in (args.old, args.new))
    except files.Trouble as trouble:
        return printing.complain("diff", trouble)
    try:
        notebooks = [None if data is None else read_notebook(data) for data in (old, new)]
    except NotNotebook as problem:
        return _raw(old or b"", new or b"", str(problem), args)
    diff = diff_notebooks(*notebooks)
    outputs, metadata = not args.no_outputs, bool(args.metadata)
    if args.json:
        printing.say_json(diff_json(diff, outputs=outputs, metadata=metadata))
    else:
        color = printing.wants_color(args)
        printing.say(diff_text(diff, color=color, outputs=outputs, metadata=metadata))
    return printing.FOUND if _differs(diff, args) else printing.OK


def _parser() -> argparse.ArgumentParser:
    made = printing.parser("diff", _DESCRIPTION, _EXAMPLES)
    made.add_argument("old", metavar="OLD", help="the file before; - for standard input")
    made.add_argument("new", metavar="NEW", help="the file after; /dev/null if there is none")
    printing.add_form(made, json_help="print one JSON object; cells count from 0")
    made.add_argument("--no-outputs", action="store_true", help="leave outputs out")
    made.add_argument("--metadata", action="store_true", help="show metadata, too")
    made.add_argument(
        "--git",
        action="store_true",
        help="as the first option: what follows are arguments of git diff, such as revisions;"
        " needs no install-git",
    )
    return made


def _git(arguments: list[str]) -> int:
    """Let git find the two sides of each notebook and have it call us for them."""
    revisions, dashes, paths = arguments, [], []
    if "--" in arguments:
        at = arguments.index("--")
        revisions, dashes, paths = arguments[:at], ["--"], arguments[at + 1 :]
    command = ["git", "diff", "--ext-diff", *revisions, *(dashes or ["--"])]
    environment = {**os.environ, "GIT_EXTERNAL_DIFF": f"{gitcalls.program()} nb git-diff"}
    sys.stdout.flush()
    try:
        return subprocess.run(
            [*command, *(paths or [":(top,glob)**/*.ipynb"])], env=environment, check=False
        ).returncode
    except FileNotFoundError:
        return printing.complain("diff", "there is no git command")


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
        printing.say_json({"raw": True, "reason": reason})
    else:
        printing.complain("diff", f"shown as text: {reason}")
        printing.say(raw_diff_text(old, new, color=printing.wants_color(args)))
    return printing.OK if old == new else printing.FOUND
