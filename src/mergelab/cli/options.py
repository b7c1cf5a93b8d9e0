"""What the server's subcommands share: options that override settings, and the process's frame."""

import argparse
import ctypes
import os
import signal
import sys
from collections.abc import Mapping

SETTINGS_MODULE = "mergelab.config.settings"
_PR_SET_PDEATHSIG = 1  # linux/prctl.h


def parser(command: str, description: str) -> argparse.ArgumentParser:
    """A parser with the options that every server process takes."""
    made = argparse.ArgumentParser(prog=f"mergelab {command}", description=description)
    made.add_argument(
        "--data-dir", help="directory of all data, made on first start (MERGELAB_DATA_DIR)"
    )
    made.add_argument("--parent", type=int, help=argparse.SUPPRESS)
    return made


def add_address(made: argparse.ArgumentParser) -> None:
    """The options of the web server's address."""
    made.add_argument("--host", help="address to listen on (MERGELAB_HOST)")
    made.add_argument("--port", help="port to listen on; 0 takes a free one (MERGELAB_PORT)")


def override(options: Mapping[str, str | None]) -> None:
    """Let options win over the environment, here and in child processes."""
    names = {"host": "MERGELAB_HOST", "port": "MERGELAB_PORT", "data_dir": "MERGELAB_DATA_DIR"}
    for key, name in names.items():
        value = options.get(key)
        if value is not None:
            os.environ[name] = value


def enter(args: argparse.Namespace) -> None:
    """Set the frame of a server process: settings, private files, an end with its parent."""
    os.umask(0o077)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS_MODULE)
    override(vars(args))
    if args.parent is not None:
        end_with_parent(args.parent, signal.SIGTERM)


def end_with_parent(parent: int, number: signal.Signals) -> None:
    """Have the kernel send this process a signal when its parent dies, however it dies."""
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, int(number), 0, 0, 0)
    if os.getppid() != parent:  # it died before we asked
        raise SystemExit(1)


def own_command(name: str, *arguments: str) -> list[str]:
    """The argv that starts another subcommand with this interpreter."""
    return [sys.executable, "-m", "mergelab.cli", name, *arguments]


def say(text: str) -> None:
    """One line to the operator."""
    sys.stdout.write(f"mergelab: {text}\n")
    sys.stdout.flush()
