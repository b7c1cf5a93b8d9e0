"""Named reads of a project's code."""

from mergelab.repository.queries.places import (
    Place,
    default_place,
    find_place,
    nearest_place,
    opened,
)

__all__ = ["Place", "default_place", "find_place", "nearest_place", "opened"]
