"""``mergelab web``: the web server, Granian with one process of many threads."""

import os
import signal
from collections.abc import Callable
from functools import partial
from importlib import import_module
from typing import Any

from mergelab.cli import options, ports, prepare

APPLICATION = "mergelab.config.wsgi:application"
KILL_AFTER_SECONDS = 8
RESPAWN_SECONDS = 1.0


def main(argv: list[str]) -> int:
    """Serve until SIGTERM or SIGINT."""
    made = options.parser("web", "Start the web server alone.")
    options.add_address(made)
    made.add_argument("--threads", type=int, help="requests at once (MERGELAB_WEB_THREADS)")
    args = made.parse_args(argv)
    options.enter(args)
    if args.parent is not None:  # the supervisor has prepared all and chosen the port
        serve(args.host, int(args.port), args.threads)
        return 0
    ports.choose()
    prepared = prepare.prepare_or_explain()
    if prepared is None or not ports.wait_for(prepared.host, prepared.port):
        return 1
    options.say(f"serving {prepared.base_url}")
    serve(prepared.host, prepared.port, args.threads or prepared.web_threads)
    return 0


def serve(host: str, port: int, threads: int) -> None:
    """Run Granian in this process; requests are answered in a child that it restarts."""
    from granian.constants import HTTPModes, Interfaces
    from granian.log import LogLevels
    from granian.server import Server

    server = Server(
        APPLICATION,
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        http=HTTPModes.http1,
        websockets=False,
        workers=1,
        blocking_threads=threads,
        respawn_failed_workers=True,
        respawn_interval=RESPAWN_SECONDS,
        workers_kill_timeout=KILL_AFTER_SECONDS,
        log_level=LogLevels.error,  # below, it warns of every number of threads above a few
    )
    server.serve(target_loader=partial(_load, os.getpid()), wrap_loader=False)


def _load(parent: int) -> Callable[..., Any]:
    """The application, in the process that answers requests; that process ends with Granian's."""
    os.umask(0o077)
    options.end_with_parent(parent, signal.SIGKILL)
    module, _, name = APPLICATION.partition(":")
    application: Callable[..., Any] = getattr(import_module(module), name)
    return application
