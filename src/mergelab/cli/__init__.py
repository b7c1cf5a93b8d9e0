"""The ``mergelab`` command: argument parsing only; each subcommand is one module here.

A subcommand's module has ``main(argv) -> int``. It is imported when it is asked for, so that
`mergelab nb`, which git calls for every file, starts without the server's parts.
"""

import sys
from importlib import import_module

COMMANDS = {
    "serve": "start everything: web server and worker, restarted when they die",
    "web": "start the web server alone",
    "work": "start a worker for background tasks alone",
    "nb": "notebooks in the terminal and in git: diff, show, merge, clean, lint",
    "demo": "make a demo instance by real pushes",
    "user": "make a user",
    "token": "make an access token",
    "project": "make a project and the groups above it",
    "backup": "write everything to one file while the server runs",
    "restore": "make a new data directory from a back-up",
    "check": "verify the database, every blob and every repository",
    "manage": "run one of Django's management commands",
}
INTERNAL = ("prepare",)


def usage() -> str:
    """The command's help."""
    width = max(map(len, COMMANDS))
    lines = [f"  {name:<{width}}  {what}" for name, what in COMMANDS.items()]
    return "\n".join(
        [
            "usage: mergelab COMMAND …",
            "",
            *lines,
            "",
            "mergelab COMMAND --help says more. Settings are environment variables MERGELAB_….",
        ]
    )


def main(argv: list[str] | None = None) -> int:
    """Run one subcommand; the process's exit status."""
    arguments = sys.argv[1:] if argv is None else argv
    name = arguments[0] if arguments else "--help"
    if name in {"-h", "--help", "help"}:
        sys.stdout.write(usage() + "\n")
        return 0 if arguments else 2
    if name == "--version":
        from importlib.metadata import version

        sys.stdout.write(f"mergelab {version('mergelab')}\n")
        return 0
    if name not in COMMANDS and name not in INTERNAL:
        sys.stderr.write(f"mergelab: there is no command {name!r}\n\n{usage()}\n")
        return 2
    status: int = import_module(f"mergelab.cli.{name}").main(arguments[1:])
    return status
