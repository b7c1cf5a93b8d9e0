"""Notebooks for tests, written as the file format has them."""

import base64
import io
import json
from collections.abc import Callable
from typing import Any

from PIL import Image

Cell = dict[str, Any]
Output = dict[str, Any]

Put = Callable[..., tuple[str, str]]
"""Commits a notebook and gives the commit and the blob; see `put` of the tests' conftest."""


def picture(colour: str = "red", size: tuple[int, int] = (4, 3), kind: str = "PNG") -> bytes:
    held = io.BytesIO()
    Image.new("RGB", size, colour).save(held, kind)
    return held.getvalue()


def coded(data: bytes) -> str:
    return base64.b64encode(data).decode()


def code(source: str, *outputs: Output, count: int | None = 1, **metadata: Any) -> Cell:
    return {
        "cell_type": "code",
        "execution_count": count,
        "metadata": metadata,
        "source": source,
        "outputs": list(outputs),
    }


def markdown(source: str, **more: Any) -> Cell:
    return {"cell_type": "markdown", "metadata": {}, "source": source, **more}


def stream(text: str, name: str = "stdout") -> Output:
    return {"output_type": "stream", "name": name, "text": text}


def display(**data: Any) -> dict[str, Any]:
    """An output with a bundle; `text__html` stands for `text/html`."""
    bundle = {mime.replace("__", "/"): value for mime, value in data.items()}
    return {"output_type": "display_data", "data": bundle, "metadata": {}}


def bundle(data: dict[str, Any]) -> dict[str, Any]:
    return {"output_type": "display_data", "data": data, "metadata": {}}


def error(name: str = "ValueError", value: str = "below zero") -> dict[str, Any]:
    trace = ["\x1b[31mValueError\x1b[0m", f"{name}: {value}"]
    return {"output_type": "error", "ename": name, "evalue": value, "traceback": trace}


def notebook(*cells: Cell, **metadata: Any) -> bytes:
    named = {"kernelspec": {"language": "python", "name": "python3"}, **metadata}
    document = {"cells": list(cells), "metadata": named, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(document, indent=1).encode()
