"""Functions over untrusted bytes, run in a child process that may not take much.

`run_limited("package.module:name", payload, seconds=5, memory=512 * MIB)` calls `name(payload)` in
a fresh Python without Django, and gives the bytes that it returns. `Limited` does the same for many
payloads with one child. A child that takes too long, too much memory or breaks is no danger to the
server: the call raises `OverLimit` or `Crashed`, whose words may be shown to users.
"""

from mergelab.kit.limited.calls import (
    MAX_ANSWER,
    MAX_PAYLOAD,
    MIB,
    Crashed,
    Failed,
    Limited,
    OverLimit,
    run_limited,
)

__all__ = [
    "MAX_ANSWER",
    "MAX_PAYLOAD",
    "MIB",
    "Crashed",
    "Failed",
    "Limited",
    "OverLimit",
    "run_limited",
]
