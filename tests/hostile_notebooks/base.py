"""What an entry of the hostile set is, and the pieces they are made of."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

PWNED = "window.pwned=1"
"""What every script of the set does: a browser test looks for `window.pwned`."""

EVIL = "https://evil.example"
"""Where every address of the set points: a browser test counts requests to it."""

JS = f"javascript:{PWNED}"


@dataclass(frozen=True)
class Hostile:
    """A notebook that attacks.

    `forbidden` is what must not happen. `heavy` marks notebooks whose size is the attack. `make`
    gives the file and always the same one.
    """

    family: str
    name: str
    make: Callable[[], bytes]
    forbidden: str
    heavy: bool = False

    def __str__(self) -> str:
        return f"{self.family}: {self.name}"


def file(*cells: object, **more: Any) -> bytes:
    """A notebook in bytes; lone surrogates are written as escapes."""
    book = {"cells": list(cells), "metadata": {}, "nbformat": 4, "nbformat_minor": 5, **more}
    return json.dumps(book).encode()


def code(source: object, *outputs: object, **more: Any) -> dict[str, Any]:
    cell = {"cell_type": "code", "metadata": {}, "execution_count": 1, "source": source}
    return {**cell, "outputs": list(outputs), **more}


def markdown(source: object, **more: Any) -> dict[str, Any]:
    return {"cell_type": "markdown", "metadata": {}, "source": source, **more}


def stream(text: object, name: object = "stdout") -> dict[str, Any]:
    return {"output_type": "stream", "name": name, "text": text}


def display(data: dict[str, Any], **metadata: object) -> dict[str, Any]:
    return {"output_type": "display_data", "metadata": metadata, "data": data}


def error(name: object, value: object, *trace: object) -> dict[str, Any]:
    return {"output_type": "error", "ename": name, "evalue": value, "traceback": list(trace)}


def everywhere(text: str) -> bytes:
    """The text as everything that could be drawn as markup."""
    pieces = [text[start : start + 7] for start in range(0, len(text), 7)]
    both = display({"text/html": text, "text/plain": text})
    return file(
        markdown(text),
        markdown(pieces),
        {"cell_type": "raw", "metadata": {"format": "text/html"}, "source": text},
        code(text, both, stream(text), error("E", text, text)),
        code("1", display({"text/html": pieces}), display({"text/markdown": text})),
        code("1", display({"text/latex": text}), display({"image/svg+xml": text})),
    )


def family(
    name: str,
    forbidden: str,
    payloads: dict[str, str],
    make: Callable[[str], bytes] = everywhere,
) -> list[Hostile]:
    """An entry for each payload."""
    return [
        Hostile(name, title, _bound(make, payload), forbidden)
        for title, payload in payloads.items()
    ]


def notebooks(
    name: str,
    forbidden: str,
    makers: dict[str, Callable[[], bytes]],
    *,
    heavy: bool = False,
) -> list[Hostile]:
    """An entry for each maker."""
    return [Hostile(name, title, make, forbidden, heavy) for title, make in makers.items()]


def checked(entries: Iterable[Hostile]) -> tuple[Hostile, ...]:
    """The entries; raises ValueError where two have one name."""
    found = tuple(entries)
    names = [str(entry) for entry in found]
    if len(set(names)) != len(names):
        raise ValueError("two hostile notebooks have one name")
    return found


def _bound(make: Callable[[str], bytes], payload: str) -> Callable[[], bytes]:
    return lambda: make(payload)
