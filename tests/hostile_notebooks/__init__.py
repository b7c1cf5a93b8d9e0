"""Notebooks that attack whoever reads, compares or shows them: a made set, always the same.

`HOSTILE` holds an entry for each; `make()` gives the file. Every script in the set does `PWNED`
and every address is under `EVIL`, so a browser test sees any of them run or be asked for.
"""

from hostile_notebooks import fields, files, markup, mutations, published, sizes
from hostile_notebooks.base import EVIL, PWNED, Hostile, checked

HOSTILE: tuple[Hostile, ...] = checked(
    [
        *markup.ENTRIES,
        *mutations.ENTRIES,
        *fields.ENTRIES,
        *files.ENTRIES,
        *published.ENTRIES,
        *sizes.ENTRIES,
    ]
)

__all__ = ["EVIL", "HOSTILE", "PWNED", "Hostile"]
