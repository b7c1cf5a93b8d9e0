"""Taking in pushes.

The ref updates at the start of the body are judged before git is started. The body then goes
through to git in pieces; git's answer is kept until git has ended and the push is on record.
"""

import logging
import os
import select
import tempfile
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, Final

from mergelab.repository import spool
from mergelab.repository.git import names
from mergelab.repository.git.command import git
from mergelab.repository.git.errors import BadName, GitError, GitTimeout
from mergelab.repository.git.layout import Layout
from mergelab.repository.git.lock import opened
from mergelab.repository.git.process import CHUNK, MIB, Child, Limits
from mergelab.repository.git.reads import open_repository, reference_names
from mergelab.repository.git.writes import RefUpdate
from mergelab.repository.hooks import hooks_directory
from mergelab.repository.http.pktline import Push, read_push, refusal
from mergelab.repository.http.wire import (
    NO_CACHE,
    Body,
    Environ,
    Reply,
    Service,
    check_request,
    protocol_environment,
)
from mergelab.repository.spool import PushLimits, Verdict

log = logging.getLogger(__name__)

MAX_PUSH_BYTES: Final = 2048 * MIB
_EXTRA_BYTES: Final = 16 * MIB
_LIMITS: Final = Limits(seconds=3600.0, cpu=900)
_MEMORY_BEFORE_DISK: Final = MIB


@dataclass(frozen=True)
class PushContext:
    """What the server adds to a push.

    ``judge`` gets the updates whose names are acceptable and returns a verdict for each ref; a ref
    without one is refused. ``context`` is kept in the record. ``on_pushed`` is called with the
    record's folder before the client is told that its push has ended, and after git has made at
    least one update durable; if it fails, the record stays for :func:`spool.abandoned`.
    """

    layout: Layout
    judge: Callable[[list[RefUpdate]], Mapping[str, Verdict]]
    on_pushed: Callable[[Path], None]
    context: Mapping[str, Any] = field(default_factory=dict)
    limits: PushLimits = field(default_factory=PushLimits)
    max_bytes: int = MAX_PUSH_BYTES


def receive_pack(environ: Environ, directory: Path, context: PushContext) -> Reply:
    """Answer ``POST git-receive-pack``. Raises Problem, ClientGone."""
    check_request(environ, Service.RECEIVE_PACK)
    body = Body(environ, cap=context.max_bytes + _EXTRA_BYTES)
    push = read_push(body, max_updates=context.limits.max_updates)
    if not push.updates:
        body.drain()
        return _reply([])
    verdicts = judged(directory, push, context)
    if not any(verdict.allow for verdict in verdicts.values()):
        body.drain()
        return _reply([refusal(push, {ref: v.message for ref, v in verdicts.items()})])
    return _reply(_receive(environ, directory, context, push, body=body, verdicts=verdicts))


def judged(directory: Path, push: Push, context: PushContext) -> dict[str, Verdict]:
    """A verdict for every ref of a push: of the push as a whole, of its name, of the judge."""
    whole = _whole(push, context.limits)
    if whole:
        return {update.ref: Verdict(allow=False, message=whole) for update in push.updates}
    with open_repository(directory) as handle:
        taken = {names.fold(ref): ref for ref in reference_names(handle)}
    verdicts: dict[str, Verdict] = {}
    acceptable = []
    for update in push.updates:
        message = _name_problem(update, taken)
        if message:
            verdicts[update.ref] = Verdict(allow=False, message=message)
        else:
            acceptable.append(update)
    missing = Verdict(allow=False, message="You are not allowed to change this ref.")
    found = context.judge(acceptable) if acceptable else {}
    return verdicts | {update.ref: found.get(update.ref, missing) for update in acceptable}


def _whole(push: Push, limits: PushLimits) -> str:
    if len(push.updates) > limits.max_updates:
        return f"A push changes at most {limits.max_updates:,} refs."
    if not all(names.is_well_formed_ref(update.ref) for update in push.updates):
        return "The push names a ref that is not valid."
    if len({update.ref for update in push.updates}) != len(push.updates):
        return "The push changes a ref twice."
    return ""


def _name_problem(update: RefUpdate, taken: dict[str, str]) -> str:
    """Why the ref cannot have this name. What exists can be changed and deleted."""
    if not names.is_zero(update.old) and update.ref.startswith((names.HEADS, names.TAGS)):
        return ""
    try:
        names.check_ref(update.ref)
    except BadName as problem:
        return str(problem)
    other = taken.setdefault(names.fold(update.ref), update.ref)
    if other != update.ref:
        return f"The name differs from {names.short(other)} in case only."
    return ""


def _receive(
    environ: Environ,
    directory: Path,
    context: PushContext,
    push: Push,
    *,
    body: Body,
    verdicts: Mapping[str, Verdict],
) -> list[bytes]:
    with ExitStack() as stack:
        folder, mark = stack.enter_context(
            spool.begin(
                context.layout,
                directory,
                list(push.updates),
                context=context.context,
                options=push.options,
                verdicts=verdicts,
                limits=context.limits,
            )
        )
        stack.callback(_record, folder, context)
        # Entered after the callback, so that the repository is free for others while it runs.
        lock = stack.enter_context(opened(context.layout, directory))
        child = stack.enter_context(
            Child(
                directory,
                git("receive-pack", "--stateless-rpc").plain(str(directory)),
                pipe_stdin=True,
                extra={
                    **protocol_environment(environ),
                    "MERGELAB_SPOOL": str(folder),
                    "MERGELAB_LOCK_FD": str(lock),
                },
                config={
                    "core.hooksPath": str(hooks_directory(context.layout)),
                    "receive.maxInputSize": str(context.max_bytes),
                },
                limits=_LIMITS,
                inherit=(lock, mark),
            )
        )
        answer = stack.enter_context(tempfile.SpooledTemporaryFile(_MEMORY_BEFORE_DISK))
        _feed(child, push.raw, body, answer)
        try:
            for chunk in child.chunks():
                answer.write(chunk)
            child.finish(ok=range(256))
        except GitTimeout:
            log.warning("a push to %s ran into its time limit", directory.name)
        except GitError as problem:
            log.warning("a push to %s broke off: %s", directory.name, problem)
        answer.seek(0)
        return [answer.read()]


def _record(folder: Path, context: PushContext) -> None:
    """Report what git has made durable, also when the client has gone or git was killed."""
    record = spool.recover(folder)
    if not record.updates:
        spool.remove(folder)
        return
    try:
        context.on_pushed(folder)
    except Exception:
        log.exception("the push %s is on record but was not processed", folder.name)


def _feed(child: Child, first: bytes, body: Body, answer: IO[bytes]) -> None:
    """Write the body to git while taking what git says, so that neither waits for the other."""
    stdin = child.process.stdin
    if stdin is None:
        raise GitError("git was started without an input pipe")
    os.set_blocking(stdin.fileno(), False)
    poll = select.poll()
    poll.register(stdin.fileno(), select.POLLOUT)
    poll.register(child.output.fileno(), select.POLLIN)
    chunk = first
    while chunk:
        if not _write(child, poll, stdin.fileno(), chunk, answer):
            body.drain()
            break
        chunk = body.read()
    stdin.close()


def _write(child: Child, poll: "select.poll", stdin: int, chunk: bytes, answer: IO[bytes]) -> bool:
    """Write one piece; False when git no longer reads."""
    output = child.output.fileno()
    view = memoryview(chunk)
    while view:
        for descriptor, event in child.wait_for(poll):
            if descriptor == output:
                said = os.read(output, CHUNK)
                if not said:
                    return False
                answer.write(said)
            elif event & (select.POLLERR | select.POLLNVAL):
                return False
            elif event & select.POLLOUT:
                try:
                    view = view[os.write(stdin, view) :]
                except BlockingIOError:
                    continue
                except BrokenPipeError:
                    return False
    return True


def _reply(body: list[bytes]) -> Reply:
    headers = {"Content-Type": f"application/x-{Service.RECEIVE_PACK}-result", **NO_CACHE}
    return Reply(200, body, headers)
