"""How revisions and paths stand in URLs."""

from functools import cache

from django.urls import register_converter
from django.urls.converters import StringConverter


class RefPath(StringConverter):
    """A revision, or a revision and a path: anything, line feeds included, as git allows them."""

    regex = r"(?s:.+)"


class ArchiveFormat(StringConverter):
    regex = r"tar\.gz|tar|zip"


@cache
def register() -> None:
    """Make the converters known to URL patterns, once."""
    register_converter(RefPath, "ref_path")
    register_converter(ArchiveFormat, "archive_format")
