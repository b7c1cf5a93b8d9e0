"""A blob's bytes as text, and what they are."""

import hashlib
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Final

from mergelab.kit.images import HEAD, image_kind
from mergelab.repository.git import names

SNIFFED_BYTES: Final = 8_000
IMAGE_SUFFIXES: Final = frozenset({".png", ".jpg", ".jpeg", ".gif", ".webp"})
_BYTE_ORDER_MARKS: Final = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}


@dataclass(frozen=True)
class Text:
    """A blob as text; `encoding` is empty for UTF-8."""

    text: str
    encoding: str = ""


def is_binary(data: bytes) -> bool:
    """git's rule: a NUL among the first 8,000 bytes; UTF-16 with a byte order mark is text."""
    return b"\0" in data[:SNIFFED_BYTES] and data[:2] not in _BYTE_ORDER_MARKS


def decode(data: bytes) -> Text:
    """UTF-8 or UTF-16 where the bytes are that, else Latin-1.

    Latin-1 gives every byte a character of its own, so two texts never look equal that are not.
    """
    try:
        return Text(data.decode("utf-8"))
    except UnicodeDecodeError:
        pass
    encoding = _BYTE_ORDER_MARKS.get(data[:2])
    if encoding is not None:
        try:
            return Text(data[2:].decode(encoding), "UTF-16")
        except UnicodeDecodeError:
            pass
    return Text(data.decode("latin-1"), "not UTF-8, shown as Latin-1")


def is_image(data: bytes) -> bool:
    """Whether browsers show the bytes as a picture without running anything in them."""
    return image_kind(data[:HEAD]) in {"png", "jpeg", "gif", "webp"}


def looks_like_image(path: str) -> bool:
    return PurePosixPath(names.display(path)).suffix.lower() in IMAGE_SUFFIXES


def is_notebook(path: str) -> bool:
    return path.lower().endswith(".ipynb")


def language_file(path: str) -> str:
    """The file name by which the syntax is chosen."""
    return names.display(path.rpartition("/")[2])


def is_markdown(path: str) -> bool:
    return path.lower().endswith((".md", ".markdown"))


def digest(path: str) -> str:
    """32 hex digits that stand for a path of any bytes and length."""
    return hashlib.sha256(names.path_bytes(path)).hexdigest()[:32]


def is_table(path: str) -> bool:
    return path.lower().endswith((".csv", ".tsv"))
