"""Scripts that libraries put into outputs to draw a chart, without what a rerun changes in them."""

from __future__ import annotations

import re

import orjson

from mergelab.pure.notebookdiff.masks import masked

_BOKEH_ID = re.compile(r'"(?:id|root_id)": ?"(p?[0-9]{4,7})"')
_BOKEH_USE = re.compile(r'"(p?[0-9]{4,7})"')
_SPEC = "var spec = "


def without_counters(script: str) -> str:
    """A script with the ids that Bokeh counts up in a session replaced by their order."""
    if "root_ids" not in script and "roots" not in script:
        return script
    order: dict[str, str] = {}
    for name in _BOKEH_ID.findall(script):
        order.setdefault(name, f'"#{len(order)}"')
    return _BOKEH_USE.sub(lambda use: order.get(use[1], use[0]), script)


def same_script(old: str, new: str) -> bool:
    """Whether two scripts draw the same.

    Altair writes the chart into a line `var spec = {…};` whose keys may come in any order.
    """
    left, right = (without_counters(side).rstrip().split("\n") for side in (old, new))
    return len(left) == len(right) and all(map(_same_line, left, right))


def _same_line(old: str, new: str) -> bool:
    if old == new:
        return True
    specs = [line.strip() for line in (old, new)]
    if not all(spec.startswith(_SPEC) for spec in specs):
        return masked(old) == masked(new)
    try:
        before, after = (orjson.loads(spec[len(_SPEC) :].removesuffix(";")) for spec in specs)
    except orjson.JSONDecodeError:
        return False
    return bool(before == after)
