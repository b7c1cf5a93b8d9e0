"""Notebooks made for the tests."""

from __future__ import annotations

import json
from typing import Any

from mergelab.pure.notebookdiff import Notebook, read_notebook


def code(source: object, *outputs: object, count: int | None = None, **more: Any) -> dict[str, Any]:
    cell = {"cell_type": "code", "metadata": {}, "execution_count": count}
    return {**cell, "source": source, "outputs": list(outputs), **more}


def markdown(source: object, **more: Any) -> dict[str, Any]:
    return {"cell_type": "markdown", "metadata": {}, "source": source, **more}


def stream(text: object, name: str = "stdout") -> dict[str, Any]:
    return {"output_type": "stream", "name": name, "text": text}


def display(**data: object) -> dict[str, Any]:
    """A display whose keyword arguments name MIME types with `__` for the slash."""
    bundle = {mime.replace("__", "/"): value for mime, value in data.items()}
    return {"output_type": "display_data", "metadata": {}, "data": bundle}


def raw_notebook(*cells: object, **more: Any) -> dict[str, Any]:
    return {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": list(cells), **more}


def notebook(*cells: object, **more: Any) -> Notebook:
    return read_notebook(encoded(raw_notebook(*cells, **more)))


def encoded(value: object, indent: int | None = 1) -> bytes:
    return json.dumps(value, indent=indent, ensure_ascii=False).encode("utf-8", "surrogatepass")
