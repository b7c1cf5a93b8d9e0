"""Changed keys of metadata, in a line or as a table."""

from collections.abc import Sequence
from typing import Final

from mergelab.notebooks.rendering.text import safe_text
from mergelab.pure.notebookdiff import Json, KeyChange, as_json

MAX_NAMED: Final = 8
LONGEST: Final = 1_000


def key_words(changes: Sequence[KeyChange], what: str = "Metadata") -> str:
    """Such as `Metadata changed: tags, collapsed`, as HTML."""
    names = [safe_text(change.key[:80]) for change in changes[:MAX_NAMED]]
    more = len(changes) - MAX_NAMED
    names += [f"{more} more"] * (more > 0)
    return f"{what} changed: {', '.join(names)}"


def key_table(changes: Sequence[KeyChange], caption: str) -> str:
    """Each key with its value before and after."""
    rows = "".join(
        f'<tr><th scope="row">{safe_text(change.key[:200])}</th>'
        f"{_value(change.old, shown=change.sides != 'new', css='is-removed')}"
        f"{_value(change.new, shown=change.sides != 'old', css='is-added')}</tr>"
        for change in changes[:200]
    )
    return (
        f'<div class="nb-keys"><table><caption>{caption}</caption><thead><tr>'
        f'<th scope="col">Key</th>'
        f'<th scope="col">Before</th><th scope="col">After</th></tr></thead>'
        f"<tbody>{rows}</tbody></table></div>"
    )


def _value(value: Json, *, shown: bool, css: str) -> str:
    if not shown:
        return '<td class="diff-none"></td>'
    text = as_json(value)
    more = f"… ({len(text):,} characters)" if len(text) > LONGEST else ""
    return f'<td class="diff-code {css}"><code>{safe_text(text[:LONGEST])}{more}</code></td>'
