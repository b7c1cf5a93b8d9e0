"""``mergelab nb merge``: two versions of a notebook that come from a third, as one."""

import argparse
import os
import subprocess
import sys
from pathlib import Path
from typing import get_args

from mergelab.cli.nb import files, printing
from mergelab.pure.notebookdiff import Cell, NotNotebook, read_notebook
from mergelab.pure.notebookdiff.merging import (
    Conflict,
    Merge,
    OutputPolicy,
    marked,
    merge_notebooks,
)

_DESCRIPTION = """Merge the changes that OURS and THEIRS made to BASE, cell by cell. Runs, counts,
metadata and kernels never conflict; two changes of the same lines do, and so do a
deleted cell that the other side changed and cells that both added at one place.

The result is written as OURS is. Where there are conflicts it holds both versions, each
conflict under a cell that says so: it opens in Jupyter, and `mergelab nb lint` finds what
is not settled. BASE is /dev/null if both sides added the file.

Exit status: 0 merged, 1 with conflicts, 2 if a file is no notebook."""

_EXAMPLES = """  mergelab nb merge base.ipynb ours.ipynb theirs.ipynb -o merged.ipynb
  mergelab nb merge --policy newest base.ipynb ours.ipynb theirs.ipynb > merged.ipynb
  mergelab nb merge --json base.ipynb ours.ipynb theirs.ipynb
  mergelab nb install-git     so that git merges notebooks this way"""


def main(argv: list[str]) -> int:
    """Write the merged notebook; 0 merged, 1 conflicts, 2 trouble."""
    made = _parser()
    args = made.parse_args(argv)
    if len(args.files) != (0 if args.git_driver else 3):
        made.error("three files are needed: BASE OURS THEIRS")
    try:
        if args.git_driver:
            base, ours, theirs, _marker_size, name = args.git_driver
            return _for_git(base, ours, theirs, name=name, policy=args.policy)
        return _for_people(args)
    except files.Trouble as trouble:
        return printing.complain("merge", trouble)


def _parser() -> argparse.ArgumentParser:
    made = printing.parser("merge", _DESCRIPTION, _EXAMPLES)
    made.add_argument("files", metavar="BASE OURS THEIRS", nargs="*", help="the three notebooks")
    made.add_argument("-o", "--output", metavar="OUT", help="the file to write; default: print it")
    made.add_argument(
        "--json", action="store_true", help="print one JSON object; the notebook goes to OUT alone"
    )
    made.add_argument(
        "--policy",
        choices=get_args(OutputPolicy),
        default="clear",
        help="whose outputs a cell gets that both sides ran (default: clear)",
    )
    made.add_argument(
        "--git-driver",
        nargs=5,
        metavar=("%O", "%A", "%B", "%L", "%P"),
        help="be git's merge driver: write the result to %%A",
    )
    return made


def _for_people(args: argparse.Namespace) -> int:
    base, ours, theirs = args.files
    try:
        merge = _merged(base, ours, theirs, args.policy)
        data = marked(merge, ours=ours, theirs=theirs)
    except NotNotebook as problem:
        raise files.Trouble(problem) from problem
    if args.output:
        _write(args.output, data)
    elif not args.json:
        sys.stdout.flush()
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
    if args.json:
        printing.say_json(_as_json(merge))
    else:
        _tell(merge, "")
    return printing.FOUND if merge.conflicts else printing.OK


def _for_git(base: str, ours: str, theirs: str, *, name: str, policy: OutputPolicy) -> int:
    """Write the result over our file, as git asks of a merge driver; the exit status tells it."""
    try:
        merge = _merged(base, ours, theirs, policy)
        data = marked(merge)
    except NotNotebook as problem:
        printing.complain("merge", f"{name}: merged as text, since {problem}")
        return _as_text(base, ours, theirs)
    files.replace(ours, data)
    _tell(merge, f"{name}: ")
    return printing.FOUND if merge.conflicts else printing.OK


def _as_text(base: str, ours: str, theirs: str) -> int:
    """What git does with text; where that does not give a notebook our file stays as it is."""
    try:
        done = subprocess.run(
            ["git", "merge-file", "-p", "-q", ours, base, theirs],  # noqa: S607
            capture_output=True,
            check=False,
        )
    except FileNotFoundError as error:
        raise files.Trouble("there is no git command") from error
    if done.returncode or not _is_notebook(done.stdout) >= _is_notebook(files.read(ours)):
        return printing.FOUND
    files.replace(ours, done.stdout)
    return printing.OK


def _is_notebook(data: bytes) -> bool:
    try:
        read_notebook(data)
    except NotNotebook:
        return False
    return True


def _merged(base: str, ours: str, theirs: str, policy: OutputPolicy) -> Merge:
    """An empty base is how git says that both sides added the file."""
    before = None if base == os.devnull else files.read(base)
    return merge_notebooks(before or None, files.read(ours), files.read(theirs), outputs=policy)


def _write(path: str, data: bytes) -> None:
    if Path(path).exists():
        files.replace(path, data)
        return
    try:
        Path(path).write_bytes(data)
    except OSError as error:
        raise files.Trouble(f"{path}: {error.strerror}") from error


def _tell(merge: Merge, before: str) -> None:
    """Conflicts and notes, a line each, beside the notebook on standard output."""
    lines = [
        f"{before}conflict in {_place(conflict)}: {conflict.reason}" for conflict in merge.conflicts
    ]
    lines += [f"{before}{note}" for note in merge.notes]
    encoding = sys.stderr.encoding or "utf-8"
    for line in lines:
        sys.stderr.write(line.encode(encoding, "backslashreplace").decode(encoding) + "\n")


def _place(conflict: Conflict) -> str:
    if conflict.ours:
        return f"cell {conflict.ours[0].index + 1} of ours"
    return f"cell {conflict.theirs[0].index + 1} of theirs"


def _as_json(merge: Merge) -> dict[str, object]:
    return {
        "merged": not merge.conflicts,
        "conflicts": [_conflict_json(conflict) for conflict in merge.conflicts],
        "notes": list(merge.notes),
    }


def _conflict_json(conflict: Conflict) -> dict[str, object]:
    """Cells are counted from 0, as in every JSON form."""
    sides = {"base": conflict.base, "ours": conflict.ours, "theirs": conflict.theirs}
    return {
        "key": conflict.key,
        "kind": conflict.kind,
        "reason": conflict.reason,
        **{side: [_cell_json(cell) for cell in cells] for side, cells in sides.items()},
    }


def _cell_json(cell: Cell) -> dict[str, object]:
    return {"cell": cell.index, "kind": cell.kind, "source": cell.source}
