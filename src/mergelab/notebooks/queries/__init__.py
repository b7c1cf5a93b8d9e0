"""Named reads of notebooks."""

from mergelab.notebooks.queries.reading import MAX_BYTES, read_blob

__all__ = ["MAX_BYTES", "read_blob"]
