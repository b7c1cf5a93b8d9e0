"""A process that stores blobs from several threads until it is killed.

``blob_writer.py DIRECTORY SEED`` prints the digest and size of each blob after `put` returned.
"""

import os
import random
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

from mergelab.kit.blobs.local import LocalBlobStore


def content(chance: random.Random) -> Iterator[bytes]:
    """A few kilobytes up to some megabytes, in uneven chunks."""
    for _ in range(chance.randrange(1, 60)):
        yield chance.randbytes(chance.randrange(1, 100_000))


def store_for_ever(directory: Path, seed: str) -> None:
    store, chance = LocalBlobStore(directory), random.Random(seed)
    while True:
        blob = store.put(content(chance))
        os.write(1, f"{blob.digest} {blob.size}\n".encode())


def main() -> None:
    directory, seed = Path(sys.argv[1]), sys.argv[2]
    for number in range(4):
        threading.Thread(target=store_for_ever, args=(directory, f"{seed}-{number}")).start()


if __name__ == "__main__":
    main()
