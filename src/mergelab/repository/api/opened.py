"""A project's repository opened for one REST request, with git's errors as REST's."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.http import Http404

from mergelab.kit.errors import TooLarge, Unavailable
from mergelab.projects.models import Project
from mergelab.repository.git.errors import (
    BadName,
    GitTimeout,
    NotFound,
    OutputTooLarge,
    UnsafeArgument,
)
from mergelab.repository.git.reads import Handle, Revision, open_repository, resolve
from mergelab.repository.storage import directory


@contextmanager
def opened(project: Project, what: str) -> Iterator[Handle]:
    """The repository; what does not exist is answered `404 <what> Not Found`."""
    try:
        with open_repository(directory(project.pk)) as handle:
            yield handle
    except (NotFound, BadName, UnsafeArgument) as problem:
        raise Http404(f"404 {what} Not Found") from problem
    except OutputTooLarge as problem:
        raise TooLarge(str(problem)) from problem
    except GitTimeout as problem:
        raise Unavailable("This takes too long to compute; ask for less.") from problem


def revision(handle: Handle, project: Project, ref: str) -> Revision:
    """The commit that `ref` names, by default the default branch. `HEAD` is the default branch."""
    return resolve(handle, project.default_branch if ref in {"", "HEAD"} else ref)
