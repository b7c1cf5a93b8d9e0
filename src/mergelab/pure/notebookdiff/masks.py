"""Short shapes in texts that change at every run, and what stands for them.

The patterns look for short fixed shapes, never for HTML structure, and cannot backtrack far.
"""

from __future__ import annotations

import re

_KERAS = re.compile(
    r"(?<![\w.])[0-9]{1,6}(?:s|ms|us|µs)(?: [0-9]{1,6}(?:s|ms|us|µs))?/(step|sample)(?!\w)"
)
_MASKS = (
    ("0x", re.compile(r"0x(?<!\w0x)[0-9a-fA-F]{6,16}\b"), "0x…"),
    ("altair-viz-", re.compile(r"altair-viz-[0-9a-f]{32}"), "altair-viz-…"),
    ("T_", re.compile(r"T_(?<!\wT_)[0-9a-f]{5,36}(?=[_\"' ])"), "T_…"),
    ("<", re.compile(r"\[[0-9:]{4,9}<[0-9:?]{1,9}, {1,2}[^\],\n]{1,24}"), "[…"),
    ("ipykernel_", re.compile(r"(?:/[\w.-]{1,64}){0,8}/ipykernel_\d{1,9}/\d{1,12}\.py"), "<cell>"),
    ("ipython-input-", re.compile(r"<ipython-input-\d{1,6}-[0-9a-f]{6,40}>"), "<cell>"),
    ("Cell In", re.compile(r"Cell In ?\[\d{1,6}\]"), "Cell In[…]"),
    ("Input In", re.compile(r"Input In ?\[\d{1,6}\]"), "Cell In[…]"),
    ("/tmp/tmp", re.compile(r"/tmp/tmp[a-z0-9_]{8}(?![a-z0-9_])"), "/tmp/tmp…"),  # noqa: S108
    ("CPU times", re.compile(r"^(CPU times): .{1,200}$", re.MULTILINE), r"\1: …"),
    ("Wall time", re.compile(r"^(Wall time): .{1,60}$", re.MULTILINE), r"\1: …"),
    ("Compiler", re.compile(r"^(Compiler *): [0-9.]{1,9} [mµun]?s$", re.MULTILINE), r"\1: …"),
    ("s/step", _KERAS, r"…/\1"),
    ("s/sample", _KERAS, r"…/\1"),
)
"""A fixed part to look for first, the pattern, what is put there. A pattern that starts with fixed
characters is ten times faster than one that starts with a word boundary, hence the odd order."""

_UUID_TAIL = re.compile(r"-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}(?!\w)")
_UUID_HEAD = re.compile(r"(?<!\w)[0-9a-fA-F]{8}")
_HEAD = 8

_BAR = re.compile(r"[━█╸╺][━█▉▊▋▌▍▎▏╸╺ |]{1,300}[^\n]{0,120}")
_SPEED = re.compile(
    r"[0-9]{1,6}(?:\.[0-9]{1,3})? ?[kKMGT]?i?B/s"
    r"|(?<![0-9:])[0-9]{1,3}:[0-9]{2}(?::[0-9]{2})?(?![0-9:])"
)


def masked(text: str) -> str:
    """The text with each volatile part replaced by a fixed one."""
    for part, pattern, sign in _MASKS:
        if part in text:
            text = pattern.sub(sign, text)
    if "━" in text or "█" in text:
        text = _BAR.sub(lambda bar: _SPEED.sub("…", bar[0]), text)
    return _without_uuids(text)


def _without_uuids(text: str) -> str:
    kept: list[str] = []
    at = 0
    for tail in _UUID_TAIL.finditer(text):
        start = tail.start() - _HEAD
        if start >= at and _UUID_HEAD.match(text, start):
            kept += [text[at:start], "…uuid…"]
            at = tail.end()
    return "".join([*kept, text[at:]]) if kept else text
