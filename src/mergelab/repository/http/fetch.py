"""Advertising refs, and serving clones and fetches."""

import tempfile
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Final

from mergelab.repository.git.command import git
from mergelab.repository.git.errors import GitError
from mergelab.repository.git.process import MIB, TRANSFER, Child
from mergelab.repository.http.pktline import FLUSH, line
from mergelab.repository.http.wire import (
    NO_CACHE,
    Body,
    Environ,
    Reply,
    Service,
    check_request,
    protocol_environment,
)

MAX_NEGOTIATION: Final = 10 * MIB


class Output:
    """The output of a git process as a response body; closing it kills the process group."""

    def __init__(self, child: Child, head: bytes = b"") -> None:
        self._child = child
        self._head = head
        self._chunks = child.chunks()

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        if self._head:
            head, self._head = self._head, b""
            return head
        try:
            return next(self._chunks)
        except StopIteration:
            self.close()
            raise
        except GitError:
            # The status line is sent: cutting the answer short is all that tells the client.
            self.close()
            raise StopIteration from None

    def __enter__(self) -> "Output":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        problem: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def __del__(self) -> None:
        self.close()

    def close(self) -> None:
        """Stop git; safe to call twice."""
        self._child.close()


def refs(environ: Environ, directory: Path, service: Service) -> Reply:
    """Answer ``GET info/refs?service=…``. Rights have been checked by the caller."""
    extra = protocol_environment(environ)
    if service is Service.UPLOAD_PACK:
        command = git("upload-pack", "--strict", "--stateless-rpc", "--http-backend-info-refs")
    else:
        command = git("receive-pack", "--stateless-rpc", "--http-backend-info-refs")
    is_v2 = service is Service.UPLOAD_PACK and "version=2" in extra.get("GIT_PROTOCOL", "")
    head = b"" if is_v2 else line(f"# service={service}\n".encode()) + FLUSH
    child = Child(directory, command.plain(str(directory)), extra=extra, limits=TRANSFER)
    headers = {"Content-Type": f"application/x-{service}-advertisement", **NO_CACHE}
    return Reply(200, Output(child, head), headers)


def upload_pack(environ: Environ, directory: Path) -> Reply:
    """Answer ``POST git-upload-pack``. Raises Problem, ClientGone."""
    check_request(environ, Service.UPLOAD_PACK)
    body = Body(environ, cap=MAX_NEGOTIATION)
    command = git("upload-pack", "--strict", "--stateless-rpc").plain(str(directory))
    with tempfile.TemporaryFile() as request:
        while chunk := body.read():
            request.write(chunk)
        request.seek(0)
        child = Child(
            directory,
            command,
            stdin=request,
            extra=protocol_environment(environ),
            limits=TRANSFER,
        )
    headers = {"Content-Type": f"application/x-{Service.UPLOAD_PACK}-result", **NO_CACHE}
    return Reply(200, Output(child), headers)
