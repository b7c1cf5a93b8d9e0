"""``mergelab check``: look whether everything that the server keeps is whole."""

import argparse

from mergelab.cli import operate
from mergelab.kit.errors import Conflict


def main(argv: list[str]) -> int:
    made = operate.parser("check", "Verify the database, every blob and every repository.")
    return operate.run(made.parse_args(argv), _check)


def _check(args: argparse.Namespace) -> operate.Result:
    from mergelab.repository.backup import check

    found = check()
    if found["problems"] and not args.json:
        raise Conflict("\n".join(found["problems"]))
    return found
