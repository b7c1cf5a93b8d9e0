"""Another kernel, another version of the language, other versions of packages."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from mergelab.pure.notebookdiff.hints.model import Hint
from mergelab.pure.notebookdiff.model import Cell, Notebook
from mergelab.pure.notebookdiff.result import NotebookDiff
from mergelab.pure.notebookdiff.terminal import terminal_text
from mergelab.pure.notebookdiff.text import printable
from mergelab.pure.notebookdiff.values import as_name, as_object

Told = dict[str, tuple[str, int]]
"""Version and cell by the name of a package."""

_INSTALL = re.compile(r"[ \t]{0,40}[%!][ \t]{0,9}(?:[\w./-]{1,40}[ \t]{1,9}){0,4}install\b")
_PINNED = re.compile(r"(?<![\w.-])([A-Za-z][\w.-]{0,80})(?:\[[\w,-]{0,80}\])?==([\w.!+-]{1,40})")
_TELLS = re.compile(r"__version__|\bwatermark\b|\bpip (?:list|freeze)\b|\bconda list\b")
_NAMED = re.compile(
    r"[ \t]{0,40}([A-Za-z][\w.-]{0,60})(?: version)?(?:[ \t]{0,60}[:=]{1,2}[ \t]{0,9}|[ \t]{1,60})"
    r"v?(\d{1,5}(?:\.\w{1,20}){1,5}(?:\+[\w.]{1,40})?)(?=[ \t]|$)"
)
_ASKED = re.compile(r"(?<![\w.])([A-Za-z_]\w{0,60})\.__version__")
_ONLY = re.compile(r"[ \t'\"]{0,9}v?(\d{1,5}(?:\.\w{1,20}){1,5}(?:\+[\w.]{1,40})?)[ \t'\"]{0,9}")
_LINES: Final = 2_000
_LINE: Final = 200
_NAME: Final = 60
_LISTED: Final = 4

_KERNEL_WHY: Final = (
    "Results and even whether the code runs can depend on it. Make sure that the others who run the"
    " notebook have this kernel, and that the change is not a slip of the editor"
)
_VERSION_WHY: Final = (
    "Outputs that changed may owe it to the version and not to the code; and the code may not run"
    " with the version before"
)


def in_diff(diff: NotebookDiff) -> Iterator[Hint]:
    """What of the environment changed, where both notebooks tell."""
    if diff.old is not None and diff.new is not None:
        yield from _kernel(diff.old, diff.new)
        yield from _packages(diff)


def _kernel(old: Notebook, new: Notebook) -> Iterator[Hint]:
    """Language, kernel and version in one sentence. A third place of a version is no news."""
    changes: list[str] = []
    languages = [_shown(side.language) for side in (old, new)]
    names = [_shown(_kernel_name(side)) for side in (old, new)]
    versions = [_language_version(side) for side in (old, new)]
    is_another = all(languages) and languages[0] != languages[1]
    if is_another:
        changes.append(f"the language changed from {languages[0]} to {languages[1]}")
    if all(names) and names[0] != names[1]:
        changes.append(f"the kernel changed from “{names[0]}” to “{names[1]}”")
    if all(versions) and versions[0].split(".")[:2] != versions[1].split(".")[:2]:
        language = (languages[1] or "language").capitalize()
        changes.append(f"{language} changed from {versions[0]} to {versions[1]}")
    if changes:
        first, *others = changes
        words = ", ".join([first[:1].upper() + first[1:], *others])
        yield Hint("kernel", words, _KERNEL_WHY, "warning" if is_another else "note")


def _kernel_name(notebook: Notebook) -> str:
    return as_name(as_object(notebook.metadata.get("kernelspec")).get("name")) or ""


def _language_version(notebook: Notebook) -> str:
    return _shown(as_name(as_object(notebook.metadata.get("language_info")).get("version")) or "")


def _packages(diff: NotebookDiff) -> Iterator[Hint]:
    """Versions that installing lines ask for, and those that outputs tell."""
    rows = [row for row in diff.rows if not (row.old and row.new) or "source" in row.kinds]
    old = _merged(_asked_for(row.old) for row in rows if row.old)
    new = _merged(_asked_for(row.new) for row in rows if row.new)
    asked = _changes(old, new)
    for cell in sorted({change.cell for change in asked}):
        words = f"Cell {cell + 1} installs {_listed(asked, cell)}"
        yield Hint("package", words, _VERSION_WHY, "note", cell=cell)
    known = {change.name for change in asked}
    for row in diff.rows:
        if row.old and row.new and row.kinds & {"outputs", "outputs-noise"}:
            both = _changes(_told(row.old), _told(row.new))
            told = [change for change in both if change.name not in known]
            if told:
                cell = row.new.index
                words = f"Cell {cell + 1} ran with {_listed(told, cell)}"
                yield Hint("package", words, _VERSION_WHY, "note", cell=cell)


class _Change(NamedTuple):
    name: str
    old: str
    new: str
    cell: int


def _listed(changes: list[_Change], cell: int) -> str:
    """Such as `numpy 1.19.2 → 1.26.4, pandas 1.1 → 2.2 and 7 more`."""
    found = [f"{item.name} {item.old} → {item.new}" for item in changes if item.cell == cell]
    more = len(found) - _LISTED
    return ", ".join(found[:_LISTED]) + (f" and {more:,} more" if more > 0 else "")


def _changes(old: Told, new: Told) -> list[_Change]:
    return [
        _Change(name, old[name][0], version, cell)
        for name, (version, cell) in new.items()
        if name in old and old[name][0] != version
    ]


def _merged(parts: Iterable[Told]) -> Told:
    """One table; what is told twice, differently, is left out as uncertain."""
    found: Told = {}
    unsure: set[str] = set()
    for part in parts:
        for name, told in part.items():
            if found.setdefault(name, told)[0] != told[0]:
                unsure.add(name)
    return {name: told for name, told in found.items() if name not in unsure}


def _asked_for(cell: Cell) -> Told:
    lines = (line[:_LINE] for line in cell.lines[:_LINES] if _INSTALL.match(line[:_LINE]))
    return {match[1]: (match[2], cell.index) for line in lines for match in _PINNED.finditer(line)}


def _told(cell: Cell) -> Told:
    """Versions in the outputs of a cell whose code prints versions."""
    if cell.kind != "code" or not _TELLS.search(cell.source[: _LINES * _LINE]):
        return {}
    texts = [output.text for output in cell.outputs if output.kind != "error"]
    lines = [line[:_LINE] for text in texts for line in terminal_text(text)[:_LINES]]
    found = [match for line in lines if (match := _NAMED.match(line))]
    if found:
        return {match[1]: (match[2], cell.index) for match in found}
    asked = _ASKED.findall(cell.source[: _LINES * _LINE])
    only = [match for line in lines if (match := _ONLY.fullmatch(line))]
    if len(asked) == len(only) == len(lines):
        pairs = zip(asked, only, strict=True)
        return {name: (match[1], cell.index) for name, match in pairs}
    return {}


def _shown(text: str) -> str:
    return printable(text[:_NAME])
