"""A notebook and its hints as JSON values, for scripts and the API."""

from __future__ import annotations

from mergelab.pure.notebookdiff.hints import Hint
from mergelab.pure.notebookdiff.masks import masked
from mergelab.pure.notebookdiff.model import Cell, Notebook, Output
from mergelab.pure.notebookdiff.text import output_lines, output_title
from mergelab.pure.notebookdiff.values import Json, JsonObject


def notebook_json(notebook: Notebook, *, outputs: bool = True) -> JsonObject:
    """The cells of a notebook, with the texts of their outputs as a terminal shows them.

    Counts, ids and metadata other than tags are left out, and from outputs what changes at every
    run; pictures and other data are only named.
    """
    cells: list[Json] = [_cell(cell, outputs=outputs) for cell in notebook.cells]
    major, minor = notebook.nbformat
    return {"nbformat": f"{major}.{minor}", "language": notebook.language, "cells": cells}


def hint_json(hint: Hint) -> JsonObject:
    """A hint; its `cell` counts from 0, unlike the numbers in its message."""
    return {
        "kind": hint.kind,
        "severity": hint.severity,
        "message": hint.message,
        "explanation": hint.explanation,
        "side": hint.side,
        "cell": hint.cell,
    }


def _cell(cell: Cell, *, outputs: bool) -> JsonObject:
    shown: list[Json] = [_output(output) for output in cell.outputs] if outputs else []
    return {"type": cell.kind, "tags": [*cell.tags], "source": cell.source, "outputs": shown}


def _output(output: Output) -> JsonObject:
    text = masked("\n".join(output_lines(output)))
    return {"kind": output.kind, "title": output_title(output), "text": text}
