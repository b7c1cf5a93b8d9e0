"""``mergelab restore``: make a new data directory from a back-up."""

import argparse
from pathlib import Path

from mergelab.cli import operate


def main(argv: list[str]) -> int:
    made = operate.parser("restore", "Put a back-up into a new, empty data directory.")
    made.add_argument("file", type=Path, help="a file that `mergelab backup` wrote")
    return operate.run(made.parse_args(argv), _restore)


def _restore(args: argparse.Namespace) -> operate.Result:
    from mergelab.repository.backup import restore

    return restore(source=args.file.resolve())
