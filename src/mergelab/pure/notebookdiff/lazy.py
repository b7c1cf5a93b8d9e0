"""A property that is worked out once, when first asked for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic, TypeVar

T = TypeVar("T")


class lazy(Generic[T]):  # noqa: N801  (read as a decorator, like `property`)
    """As `functools.cached_property`, without the lock that Python 3.11 takes for each value.

    A notebook has hundreds of small values, and the lock costs more than most of them.
    """

    def __init__(self, make: Callable[[Any], T]) -> None:
        self.make = make
        self.name = make.__name__
        self.__doc__ = make.__doc__

    def __get__(self, instance: Any, _owner: type | None = None) -> T:
        value = instance.__dict__[self.name] = self.make(instance)
        return value
