"""A server with nothing but git's HTTP protocol, to be run by Granian in a process of its own.

``MERGELAB_TEST_DATA`` is the data directory. ``policy.json`` in it maps refs to verdicts.
"""

import json
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from mergelab.repository import spool
from mergelab.repository.git.layout import Layout
from mergelab.repository.http import (
    Problem,
    PushContext,
    PushLimits,
    RefUpdate,
    Reply,
    Service,
    Verdict,
    answer_refs,
    answer_rpc,
    requested_service,
)

LAYOUT = Layout(Path(os.environ["MERGELAB_TEST_DATA"]))
LIMITS = PushLimits(max_object_bytes=1_000_000, max_updates=50)
MAX_BYTES = 40 * 1024 * 1024


def judge(updates: list[RefUpdate]) -> dict[str, Verdict]:
    path = LAYOUT.root / "policy.json"
    policy = json.loads(path.read_text()) if path.exists() else {}
    return {update.ref: Verdict(**policy.get(update.ref, {"allow": True})) for update in updates}


def on_pushed(folder: Path) -> None:
    record = spool.read(folder)
    line = {
        "directory": record.directory.name,
        "context": record.context,
        "options": record.options,
        "updates": [[u.ref, u.old, u.new] for u in record.updates],
    }
    with (LAYOUT.root / "pushed.jsonl").open("a") as log:
        log.write(json.dumps(line) + "\n")
    spool.remove(folder)


def respond(environ: dict[str, Any]) -> Reply:
    name, _, rest = environ["PATH_INFO"].strip("/").partition("/")
    directory = LAYOUT.repositories / name
    if rest == "info/refs":
        try:
            return answer_refs(environ, directory, requested_service(environ))
        except Problem as problem:
            return Reply(problem.status, [str(problem).encode()])
    readonly = environ.get("HTTP_X_READ_ONLY") == "1"
    context = PushContext(
        layout=LAYOUT,
        judge=judge,
        on_pushed=on_pushed,
        context={"user": 7},
        limits=LIMITS,
        max_bytes=MAX_BYTES,
    )
    if rest in set(Service):
        return answer_rpc(environ, directory, Service(rest), None if readonly else context)
    return Reply(404, [b"not found"])


def application(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    reply = respond(environ)
    start_response(f"{reply.status} Status", list(reply.headers.items()))
    return reply.body
