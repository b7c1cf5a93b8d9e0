"""A bounded memory of what was computed for blobs, whose names never mean anything else."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

T = TypeVar("T")


class Remembered(Generic[T]):
    """The most recently used values, of which the sizes together stay under `capacity`."""

    def __init__(self, capacity: int, size: Callable[[T], int]) -> None:
        self._capacity = capacity
        self._size = size
        self._values: OrderedDict[Hashable, tuple[T, int]] = OrderedDict()
        self._total = 0
        self._lock = threading.Lock()

    def get(self, key: Hashable, make: Callable[[], T]) -> T:
        """The value of the key, made now if it is not remembered."""
        with self._lock:
            found = self._values.get(key)
            if found is not None:
                self._values.move_to_end(key)
                return found[0]
        value = make()
        self._keep(key, value)
        return value

    def _keep(self, key: Hashable, value: T) -> None:
        size = self._size(value)
        if size > self._capacity // 4:
            return
        with self._lock:
            if key not in self._values:
                self._values[key] = (value, size)
                self._total += size
            while self._total > self._capacity:
                _, (_, dropped) = self._values.popitem(last=False)
                self._total -= dropped
