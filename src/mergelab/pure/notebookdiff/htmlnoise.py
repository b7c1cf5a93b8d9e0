"""An HTML output as far as it shows something: for comparing, never for showing."""

from __future__ import annotations

import re

from mergelab.pure.notebookdiff.masks import masked
from mergelab.pure.notebookdiff.tables.lexing import tokens

CHARACTERS = 1_000_000
"""Longer outputs are compared as they are written."""

_UNSEEN = re.compile(
    r"\s(?:id|class|for|headers|scoped|aria-[a-z]{1,20})"
    r"(?:=(?:\"[^\"]*\"|'[^']*'|[^\s\"'=]*)|(?=\s|/|$))"
)
_RANDOM = re.compile(r"(?<![0-9a-f])[0-9a-f]{32}(?![0-9a-f])")
_FRAME_STYLE = ".dataframe"


def shown_html(text: str) -> list[str]:
    """The tags and texts that a reader sees: no ids, no classes, no random names in scripts.

    A data frame's standard style is left out; other styles count, as a styled frame's colours do.
    """
    if len(text) > CHARACTERS:
        return [text]
    shown: list[str] = []
    for kind, value, attributes in tokens(text):
        if kind == "text":
            line = " ".join(masked(value).split())
            if line:
                shown.append(line)
        elif kind == "opaque":
            content = value.strip()
            if not content.startswith(_FRAME_STYLE):
                shown.append(without_counters(_RANDOM.sub("…", masked(content))))
        elif value not in ("style", "script"):
            seen = _UNSEEN.sub("", _RANDOM.sub("…", masked(attributes)))
            shown.append(f"<{kind} {value} {' '.join(seen.split())}>")
    return shown


_BOKEH_ID = re.compile(r'"(?:id|root_id)": ?"(p?[0-9]{4,7})"')
_BOKEH_USE = re.compile(r'"(p?[0-9]{4,7})"')


def without_counters(script: str) -> str:
    """A script with the ids that Bokeh counts up in a session replaced by their order."""
    if "root_ids" not in script and "roots" not in script:
        return script
    order: dict[str, str] = {}
    for name in _BOKEH_ID.findall(script):
        order.setdefault(name, f'"#{len(order)}"')
    return _BOKEH_USE.sub(lambda use: order.get(use[1], use[0]), script)
