"""Notebooks as files, and the command in a process of its own."""

import json
import os
import subprocess
import sys
from pathlib import Path

OLD = {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": []}

PROGRAM = (
    "import sys; from mergelab.cli import main; status = main(sys.argv[1:]);"
    "sys.exit(9 if 'django' in sys.modules else status)"
)
"""The command; 9 where it has imported the server's framework."""


def cell(source: str, **more: object) -> dict[str, object]:
    return {"cell_type": "code", "metadata": {}, "outputs": [], "source": source, **more}


def stream(text: str) -> dict[str, object]:
    return {"output_type": "stream", "name": "stdout", "text": text}


def encoded(*cells: object, **more: object) -> bytes:
    return json.dumps({**OLD, "cells": list(cells), **more}, indent=1).encode()


def written(folder: Path, name: str, *cells: object, **more: object) -> str:
    path = folder / name
    path.write_bytes(encoded(*cells, **more))
    return str(path)


def run(*arguments: str, data: bytes = b"", **more: str) -> "subprocess.CompletedProcess[bytes]":
    return subprocess.run(
        [sys.executable, "-c", PROGRAM, "nb", *arguments],
        env={"PYTHONPATH": os.pathsep.join(sys.path), "PATH": os.environ["PATH"], **more},
        input=data,
        capture_output=True,
        check=False,
    )
