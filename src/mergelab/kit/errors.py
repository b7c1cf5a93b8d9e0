"""Errors that verbs raise and that pages and REST each translate once."""


class DomainError(Exception):
    """A request that cannot be carried out, said in words for the person who made it."""

    status = 400

    def __init__(self, message: str, *, field: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.field = field


class Refused(DomainError):
    """The input is wrong: the message says what, where and what would be right."""


class Conflict(DomainError):
    """The input is fine, but the thing it speaks of is not in a state that allows it."""

    status = 409


class TooLarge(DomainError):
    """The input exceeds a stated limit."""

    status = 413


class Forbidden(DomainError):
    """The actor sees the object but may not do this to it."""

    status = 403


class Unavailable(DomainError):
    """A part that is needed does not answer now; trying again later is right."""

    status = 503
