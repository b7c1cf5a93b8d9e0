"""What the git layer objects to, in words that pages and REST know how to show."""

from collections.abc import Iterator
from contextlib import contextmanager

from mergelab.kit.errors import Conflict, Refused, Unavailable
from mergelab.repository.git.errors import (
    BadAction,
    BadName,
    GitTimeout,
    LockTimeout,
    NotFound,
    RefMoved,
    UnsafeArgument,
)


@contextmanager
def translated(*, name: str = "name", ref: str = "ref") -> Iterator[None]:
    """Raise Refused, Conflict or Unavailable for the git layer's errors.

    `name` is the form's field for a bad name, `ref` the one for what does not exist.
    """
    try:
        yield
    except BadName as problem:
        raise Refused(str(problem), field=name) from problem
    except (NotFound, UnsafeArgument) as problem:
        raise Refused(str(problem), field=ref) from problem
    except BadAction as problem:
        raise Refused(str(problem), field="actions") from problem
    except RefMoved as problem:
        raise Conflict(str(problem)) from problem
    except (LockTimeout, GitTimeout) as problem:
        raise Unavailable(str(problem)) from problem
