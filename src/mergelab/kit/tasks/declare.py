"""Declaring tasks, and enqueueing them in the caller's transaction."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Generic, ParamSpec, TypeVar, overload

from django.utils import timezone
from django_tasks.base import DEFAULT_TASK_BACKEND_ALIAS, Task

P = ParamSpec("P")
T = TypeVar("T")

MAX_ATTEMPTS = 5
FIRST_PAUSE_SECONDS = 10.0

PERIODIC: dict[str, "Periodic"] = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class BackgroundTask(Task[P, T], Generic[P, T]):
    """A function that a worker can run. Called directly, it runs here and now.

    `max_attempts` bounds how often it is tried; `first_pause` is the pause in seconds after the
    first failure, and each further pause is four times as long, up to an hour.
    """

    max_attempts: int = MAX_ATTEMPTS
    first_pause: float = FIRST_PAUSE_SECONDS

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> T:
        """Run the function in this process."""
        return self.func(*args, **kwargs)


@dataclass(frozen=True)
class Periodic:
    """A task without arguments and how often it is due."""

    task: BackgroundTask[[], Any]
    interval: timedelta


@overload
def task(function: Callable[P, T], /) -> BackgroundTask[P, T]: ...


@overload
def task(
    *,
    max_attempts: int = ...,
    first_pause: float = ...,
    priority: int = ...,
) -> Callable[[Callable[P, T]], BackgroundTask[P, T]]: ...


def task(
    function: Callable[P, T] | None = None,
    /,
    *,
    max_attempts: int = MAX_ATTEMPTS,
    first_pause: float = FIRST_PAUSE_SECONDS,
    priority: int = 0,
) -> BackgroundTask[P, T] | Callable[[Callable[P, T]], BackgroundTask[P, T]]:
    """Declare a module-level function as a background verb.

    Its arguments must be JSON values: ids, not objects. `priority` is from -100 to 100; higher
    runs first.
    """

    def declare(f: Callable[P, T]) -> BackgroundTask[P, T]:
        return BackgroundTask(
            func=f,
            backend=DEFAULT_TASK_BACKEND_ALIAS,
            priority=priority,
            max_attempts=max_attempts,
            first_pause=first_pause,
        )

    return declare if function is None else declare(function)


def enqueue(fn: BackgroundTask[P, Any], *args: P.args, **kwargs: P.kwargs) -> str:
    """Have a worker call ``fn(*args, **kwargs)`` once the current transaction has committed.

    Returns the task's id. Raises ``TypeError`` for arguments that are no JSON values.
    """
    return str(fn.enqueue(*args, **kwargs).id)


def enqueue_in(
    delay: timedelta, fn: BackgroundTask[P, Any], /, *args: P.args, **kwargs: P.kwargs
) -> str:
    """As `enqueue`, not before `delay` has passed."""
    return str(fn.using(run_after=timezone.now() + delay).enqueue(*args, **kwargs).id)


def every(
    *, minutes: float = 0, hours: float = 0
) -> Callable[[BackgroundTask[[], T]], BackgroundTask[[], T]]:
    """Run a task without arguments again and again, once for all workers together.

    ::

        @every(hours=1)
        @task
        def tidy() -> None: ...

    It is skipped while an earlier run is still queued or running.
    """
    interval = timedelta(minutes=minutes, hours=hours)
    if interval <= timedelta():
        raise ValueError("the interval must be longer than nothing")

    def register(fn: BackgroundTask[[], T]) -> BackgroundTask[[], T]:
        PERIODIC[fn.module_path] = Periodic(fn, interval)
        return fn

    return register
