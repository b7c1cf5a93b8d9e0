"""``mergelab nb``: notebooks in the terminal and in git, without a server.

Each command is one module here with ``main(argv) -> int``, imported when it is asked for: git
starts some of them for every file, so nothing here imports the server's parts.
"""

import argparse
import os
import signal
import sys
from importlib import import_module

COMMANDS = {
    "diff": ("diff", "what differs between two notebooks"),
    "show": ("show", "notebooks as text"),
    "merge": ("merge", "merge the changes of two notebooks"),
    "clean": ("clean", "take out outputs, counts and noise"),
    "lint": ("lint", "what is odd about notebooks: order, errors, secrets, sizes"),
    "install-git": ("install_git", "make git diff and merge notebooks this way"),
}
INTERNAL = {"git-diff": "git_diff", "git-text": "git_text", "git-clean": "git_clean"}
"""What git calls once `install-git` has told it to."""

INTERRUPTED = 128 + signal.SIGINT
CLOSED = 128 + signal.SIGPIPE

_EPILOG = """examples:
  mergelab nb diff before.ipynb after.ipynb
  mergelab nb show notebooks/*.ipynb | less
  mergelab nb lint --json notebooks/*.ipynb
  mergelab nb install-git

mergelab nb COMMAND --help says more."""


def main(argv: list[str]) -> int:
    """Run one command; its exit status."""
    name = argv[0] if argv else ""
    module = INTERNAL.get(name) or (COMMANDS[name][0] if name in COMMANDS else "")
    if not module:
        _parser().parse_args(argv or ["--help"])
    try:
        status: int = import_module(f"mergelab.cli.nb.{module}").main(argv[1:])
        sys.stdout.flush()
    except BrokenPipeError:  # whoever read has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return CLOSED
    except KeyboardInterrupt:
        return INTERRUPTED
    return status


def _parser() -> argparse.ArgumentParser:
    width = max(map(len, COMMANDS))
    listed = "\n".join(f"  {name:<{width}}  {what}" for name, (_, what) in COMMANDS.items())
    parser = argparse.ArgumentParser(
        prog="mergelab nb",
        description=f"Notebooks in the terminal and in git.\n\ncommands:\n{listed}",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        usage="mergelab nb COMMAND …",
    )
    parser.add_argument("command", choices=COMMANDS, help=argparse.SUPPRESS)
    return parser
