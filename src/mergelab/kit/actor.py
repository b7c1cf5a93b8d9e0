"""Who makes a request, and with what reach."""

from dataclasses import dataclass
from typing import Any, Final

READ_API: Final = "read_api"
API: Final = "api"
READ_REPOSITORY: Final = "read_repository"
WRITE_REPOSITORY: Final = "write_repository"
SCOPES: Final = (API, READ_API, READ_REPOSITORY, WRITE_REPOSITORY)


@dataclass(frozen=True, slots=True)
class Actor:
    """The user behind a request (None: nobody signed in) and the scopes of the token used.

    `scopes` is None for a signed-in session, which is bound by nothing but the user's own rights.
    """

    user: Any = None
    scopes: frozenset[str] | None = None
    token_id: int | None = None

    @property
    def is_anonymous(self) -> bool:
        return self.user is None

    @property
    def is_admin(self) -> bool:
        return self.user is not None and bool(self.user.is_admin)

    @property
    def user_id(self) -> int | None:
        return None if self.user is None else self.user.pk

    def holds(self, *scopes: str) -> bool:
        """Whether the credentials carry one of these scopes."""
        return self.scopes is None or not self.scopes.isdisjoint(scopes)


ANONYMOUS: Final = Actor()
