"""The web server's port: choosing a free one, waiting for one, and whether it answers."""

import os
import socket
import time

from mergelab.cli.options import say

WAIT_SECONDS = 10.0
LOOK_SECONDS = 0.25


def choose() -> None:
    """Replace port 0 in the environment by a free one before anything is started with it."""
    if os.environ.get("MERGELAB_PORT", "").strip() == "0":
        host = os.environ.get("MERGELAB_HOST", "").strip() or "127.0.0.1"
        with _listener(host, 0) as free:
            os.environ["MERGELAB_PORT"] = str(free.getsockname()[1])


def wait_for(host: str, port: int) -> bool:
    """Whether the port can be had; a server that was just killed may still be closing it."""
    deadline = time.monotonic() + WAIT_SECONDS
    waiting = False
    while True:
        try:
            _listener(host, port).close()
        except OSError as error:
            if time.monotonic() >= deadline:
                say(f"cannot listen on {host} port {port}: {error.strerror}")
                return False
            if not waiting:
                say(f"port {port} is taken, waiting for it")
            waiting = True
            time.sleep(LOOK_SECONDS)
        else:
            return True


def answers(host: str, port: int) -> bool:
    """Whether somebody listens there."""
    target = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104
    try:
        socket.create_connection((target, port), timeout=1.0).close()
    except OSError:
        return False
    return True


def _listener(host: str, port: int) -> socket.socket:
    family, kind, protocol, _, address = socket.getaddrinfo(
        host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
    )[0]
    listener = socket.socket(family, kind, protocol)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(1)
    except BaseException:
        listener.close()
        raise
    return listener
