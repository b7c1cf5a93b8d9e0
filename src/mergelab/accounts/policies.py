"""Who may do what with accounts."""

from mergelab.accounts.models import AccessToken, Session, User
from mergelab.kit.actor import Actor


def is_person(actor: Actor, _subject: object) -> bool:
    """Signed in as a person: the bots behind project tokens have no profile."""
    return actor.user is not None and not actor.user.is_bot


def can_revoke_session(actor: Actor, session: Session) -> bool:
    return actor.user is not None and session.user_id == actor.user.pk


def can_revoke_token(actor: Actor, token: AccessToken) -> bool:
    """One's own; administrators can revoke anybody's."""
    return actor.is_admin or (actor.user is not None and token.user_id == actor.user.pk)


def can_administer_user(actor: Actor, _user: User) -> bool:
    return actor.is_admin
