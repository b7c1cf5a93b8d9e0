"""How groups and projects stand in URLs."""

from django.urls import register_converter
from django.urls.converters import StringConverter

from mergelab.projects.paths import RESERVED, SEGMENT

# REST's words after a project's path are never part of it, so that every address reads one way.
_NAMED = rf"(?!(?:{'|'.join(sorted(RESERVED))})(?:/|$)){SEGMENT}"


class GroupPath(StringConverter):
    """`a` or `a/b/c`; a segment never begins with '-', so `/-/` ends the path."""

    regex = rf"{SEGMENT}(?:/{SEGMENT})*"


class ProjectPath(StringConverter):
    """`a/b` or deeper."""

    regex = rf"{SEGMENT}(?:/{SEGMENT})+"


class GroupReference(StringConverter):
    """REST's name of a group: a number or a path, which the server sees decoded."""

    regex = rf"[0-9]+|{_NAMED}(?:/{_NAMED})*?"


class ProjectReference(StringConverter):
    """REST's name of a project: a number or a path, which the server sees decoded."""

    regex = rf"[0-9]+|{_NAMED}(?:/{_NAMED})+?"


def register() -> None:
    for name, converter in (
        ("group_path", GroupPath),
        ("project_path", ProjectPath),
        ("group_ref", GroupReference),
        ("project_ref", ProjectReference),
    ):
        register_converter(converter, name)
