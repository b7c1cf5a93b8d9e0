"""What commands print: text that the terminal can show, colours, JSON, complaints."""

import argparse
import json
import os
import sys

from mergelab.pure.notebookdiff.text import printable

OK, FOUND, TROUBLE = 0, 1, 2
"""Exit statuses: nothing to report, something to report, trouble with a file."""

_CODES = {"header": "1;36", "warning": "33", "note": "2", "-": "31", "+": "32", "strong": "1"}


def parser(command: str, description: str, examples: str) -> argparse.ArgumentParser:
    """A command's parser, whose help ends with examples."""
    return argparse.ArgumentParser(
        prog=f"mergelab nb {command}",
        description=description,
        epilog=f"examples:\n{examples}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )


def add_form(made: argparse.ArgumentParser, *, json_help: str) -> None:
    """The options of the output's form."""
    made.add_argument("--json", action="store_true", help=json_help)
    made.add_argument(
        "--color",
        choices=("auto", "always", "never"),
        default="auto",
        help="auto (the default) colours for a terminal unless NO_COLOR is set",
    )


def wants_color(args: argparse.Namespace) -> bool:
    """Whether to colour: as said, else for a terminal whose user has not set NO_COLOR."""
    if args.color != "auto":
        return bool(args.color == "always")
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR")


def painted(kind: str, text: str, *, color: bool) -> str:
    return f"\x1b[{_CODES[kind]}m{text}\x1b[0m" if color and text else text


def say(text: str) -> None:
    """Write whatever the terminal's encoding lacks as escapes, rather than fail."""
    encoding = sys.stdout.encoding or "utf-8"
    sys.stdout.write(text.encode(encoding, "backslashreplace").decode(encoding))


def say_json(value: object) -> None:
    say(json.dumps(value, indent=2) + "\n")


def complain(command: str, words: object) -> int:
    """One line of trouble; the exit status for it."""
    encoding = sys.stderr.encoding or "utf-8"
    line = f"mergelab nb {command}: {printable(str(words))}\n"
    sys.stderr.write(line.encode(encoding, "backslashreplace").decode(encoding))
    return TROUBLE
