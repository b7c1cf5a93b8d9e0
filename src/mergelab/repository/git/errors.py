"""What can go wrong when git is asked for something."""


class GitError(Exception):
    """git refused or failed: ``returncode`` and the end of its ``stderr`` (at most 4 KiB)."""

    def __init__(self, message: str, *, returncode: int = -1, stderr: str = "") -> None:
        super().__init__(message)
        self.returncode = returncode
        self.stderr = stderr


class GitTimeout(GitError):
    """The wall clock limit passed; the process group was killed."""


class OutputTooLarge(GitError):
    """The output passed the cap given by the caller; the process group was killed."""


class UnsafeArgument(GitError):
    """A dynamic argument that git could read as an option or that holds a NUL byte."""


class NotFound(GitError):
    """There is no such ref, object or path in the repository."""


class RefMoved(GitError):
    """A ref no longer has the value on which the caller based its change."""


class LockTimeout(GitError):
    """Another writer held the repository for longer than the caller would wait."""


class BadName(ValueError):
    """A branch, tag or path name outside the name policy; the message is for the user."""


class BadAction(ValueError):
    """A file action that cannot be applied to the tree; ``path`` says where."""

    def __init__(self, message: str, path: str) -> None:
        super().__init__(message)
        self.path = path
