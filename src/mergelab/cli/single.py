"""One `mergelab serve` for a data directory at a time."""

import fcntl
import os
from pathlib import Path


class AlreadyServed(Exception):
    """Another server uses the data directory; the message says which process."""


def take(data_dir: Path) -> int:
    """Lock the directory and return the lock's descriptor; the kernel unlocks when we end.

    Raises `AlreadyServed`.
    """
    flags = os.O_RDWR | os.O_CREAT | os.O_CLOEXEC
    descriptor = os.open(data_dir / "serve.lock", flags, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        holder = os.read(descriptor, 32).decode(errors="replace").strip()
        os.close(descriptor)
        raise AlreadyServed(
            f"another server (process {holder}) is using {data_dir}; stop it first"
        ) from None
    os.ftruncate(descriptor, 0)
    os.pwrite(descriptor, f"{os.getpid()}\n".encode(), 0)
    return descriptor
