"""Killing a process in the middle of blob uploads: nothing acknowledged lost, nothing half."""

import hashlib
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from mergelab.kit.blobs.local import LocalBlobStore

WRITER = Path(__file__).parents[1] / "support" / "blob_writer.py"
CYCLES = 30

pytestmark = pytest.mark.fault


def write_and_kill(directory: Path, seed: int) -> list[tuple[str, int]]:
    """What a writer acknowledged before it was killed, at a moment chosen by chance."""
    argv = [sys.executable, str(WRITER), str(directory), str(seed)]
    writer = subprocess.Popen(argv, stdout=subprocess.PIPE)
    assert writer.stdout is not None
    first = writer.stdout.readline()
    time.sleep(random.Random(seed).uniform(0, 0.15))  # the moment of the fault, not a wait
    writer.kill()
    rest = writer.stdout.read()
    writer.stdout.close()
    writer.wait()
    lines = (first + rest).decode().splitlines()
    return [(digest, int(size)) for digest, size in map(str.split, lines)]


def addressed(directory: Path) -> list[Path]:
    return [file for file in directory.glob("[0-9a-f][0-9a-f]/*") if file.is_file()]


def test_killed_uploads(tmp_path):
    acknowledged: dict[str, int] = {}
    killed_in_a_draft = 0
    for cycle in range(CYCLES):
        acknowledged.update(write_and_kill(tmp_path, cycle))
        killed_in_a_draft += any((tmp_path / "drafts").iterdir())
        for draft in (tmp_path / "drafts").iterdir():
            draft.unlink()
    store = LocalBlobStore(tmp_path)
    assert len(acknowledged) >= CYCLES
    assert killed_in_a_draft >= CYCLES // 2, "the faults must hit uploads"
    assert {digest: store.size(digest) for digest in acknowledged} == acknowledged
    damaged = [
        file.name
        for file in addressed(tmp_path)
        if hashlib.sha256(file.read_bytes()).hexdigest() != file.name
    ]
    assert damaged == []
