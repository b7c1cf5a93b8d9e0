"""``mergelab backup``: write everything to one file while the server runs."""

import argparse
from pathlib import Path

from mergelab.cli import operate


def main(argv: list[str]) -> int:
    made = operate.parser("backup", "Write database, blobs, repositories and key to one file.")
    made.add_argument("file", type=Path, help="the new file")
    return operate.run(made.parse_args(argv), _back_up)


def _back_up(args: argparse.Namespace) -> operate.Result:
    from mergelab.repository.backup import back_up

    return back_up(output=args.file.resolve())
