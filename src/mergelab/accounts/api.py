"""REST: users and personal access tokens."""

from datetime import date, datetime
from typing import Annotated

import msgspec
from django.db import transaction
from django.db.models import Q
from django.http import Http404

from mergelab.accounts import services
from mergelab.accounts.models import AccessToken, User
from mergelab.accounts.urls_of import avatar_url, user_url
from mergelab.kit.access import Request
from mergelab.kit.actor import Actor
from mergelab.kit.errors import Forbidden
from mergelab.kit.rest import Id, Listing, operation

Name = Annotated[str, msgspec.Meta(min_length=1, max_length=255)]


class UserBasic(msgspec.Struct, kw_only=True):
    """A user as other nouns show it."""

    id: int
    username: str
    name: str
    state: str
    avatar_url: str | None
    web_url: str


class UserOut(UserBasic, kw_only=True):
    """A user; address and rights only for the user and for administrators."""

    created_at: datetime
    bot: bool
    email: str | None = None
    is_admin: bool | None = None
    last_activity_on: date | None = None


class NewUser(msgspec.Struct, kw_only=True):
    email: Name
    username: Name
    name: Name
    password: Name
    admin: bool = False


class UserChange(msgspec.Struct, kw_only=True):
    email: Name | None = None
    name: Name | None = None
    admin: bool | None = None


class UserQuery(msgspec.Struct, kw_only=True):
    username: str = ""
    search: str = ""
    active: bool = False
    blocked: bool = False


class TokenOut(msgspec.Struct, kw_only=True):
    """An access token without its secret."""

    id: int
    name: str
    scopes: list[str]
    active: bool
    revoked: bool
    created_at: datetime
    expires_at: date
    last_used_at: datetime | None
    user_id: int


class CreatedToken(TokenOut, kw_only=True):
    """A token just made: the only answer that holds the secret."""

    token: str


class NewToken(msgspec.Struct, kw_only=True):
    name: Name
    scopes: list[str]
    expires_at: date | None = None


class TokenQuery(msgspec.Struct, kw_only=True):
    state: str = ""
    search: str = ""
    user_id: Id | None = None


def user_basic(user: User) -> UserBasic:
    return UserBasic(
        id=user.pk,
        username=user.username,
        name=user.name,
        state=user.state,
        avatar_url=avatar_url(user),
        web_url=user_url(user),
    )


def optional_user(user: User | None) -> UserBasic | None:
    return None if user is None else user_basic(user)


def user_out(user: User, viewer: Actor) -> UserOut:
    whole = viewer.is_admin or viewer.user_id == user.pk
    return UserOut(
        **msgspec.structs.asdict(user_basic(user)),
        created_at=user.created_at,
        bot=user.is_bot,
        email=user.email if whole else None,
        is_admin=user.is_admin if whole else None,
        last_activity_on=user.last_activity_on if whole else None,
    )


def token_out(token: AccessToken) -> TokenOut:
    return TokenOut(
        id=token.pk,
        name=token.name,
        scopes=list(token.scopes),
        active=token.is_active,
        revoked=token.revoked_at is not None,
        created_at=token.created_at,
        expires_at=token.expires_on,
        last_used_at=token.last_used_at,
        user_id=token.user_id,
    )


def created_token(token: AccessToken, secret: str) -> CreatedToken:
    return CreatedToken(**msgspec.structs.asdict(token_out(token)), token=secret)


def load_user(_actor: Actor, user_id: int) -> User:
    found = User.objects.filter(pk=user_id).first() if user_id < 2**63 else None
    if found is None:
        raise Http404("404 User Not Found")
    return found


def load_token(actor: Actor, token_id: int) -> AccessToken:
    """One of the actor's own tokens; any token for an administrator."""
    rows = AccessToken.objects.select_related("user").filter(of_project=None)
    if not actor.is_admin:
        rows = rows.filter(user=actor.user)
    found = rows.filter(pk=token_id).first() if token_id < 2**63 else None
    if found is None:
        raise Http404("404 Token Not Found")
    return found


@operation("The user behind the token", returns=UserOut)
def show_current_user(request: Request) -> UserOut:
    return user_out(request.actor.user, request.actor)


@operation("List users", query=UserQuery, returns=UserOut, listing=True)
def list_users(request: Request, query: UserQuery) -> Listing:
    rows = User.objects.order_by("-pk")
    if query.username:
        rows = rows.filter(username__iexact=query.username)
    if query.search:
        rows = rows.filter(Q(username__icontains=query.search) | Q(name__icontains=query.search))
    if query.active != query.blocked:
        rows = rows.filter(state=User.State.ACTIVE if query.active else User.State.BLOCKED)
    return Listing(rows, lambda user: user_out(user, request.actor))


@operation("Make a user", body=NewUser, returns=UserOut, status=201)
def create_user(request: Request, body: NewUser) -> UserOut:
    user = services.create_user(
        username=body.username,
        email=body.email,
        name=body.name,
        password=body.password,
        is_admin=body.admin,
    )
    return user_out(user, request.actor)


@operation("Get a user", returns=UserOut)
def show_user(request: Request, user: User) -> UserOut:
    return user_out(user, request.actor)


@operation("Change a user", body=UserChange, returns=UserOut)
def change_user(request: Request, user: User, body: UserChange) -> UserOut:
    with transaction.atomic():
        name, email = body.name or user.name, body.email or user.email
        services.edit_profile(user=user, name=name, email=email)
        if body.admin is not None and body.admin != user.is_admin:
            services.set_admin(user=user, is_admin=body.admin)
    return user_out(user, request.actor)


@operation("Block a user", returns=bool, status=201)
def block_user(request: Request, user: User) -> bool:
    services.block_user(by=request.actor, user=user)
    return True


@operation("Unblock a user", returns=bool, status=201)
def unblock_user(_request: Request, user: User) -> bool:
    services.unblock_user(user=user)
    return True


@operation("Make a token for a user", body=NewToken, returns=CreatedToken, status=201)
def create_user_token(request: Request, user: User, body: NewToken) -> CreatedToken:
    return _create_token(request.actor, body, user)


@operation("Make a token for oneself", body=NewToken, returns=CreatedToken, status=201)
def create_own_token(request: Request, body: NewToken) -> CreatedToken:
    return _create_token(request.actor, body, None)


def _create_token(by: Actor, body: NewToken, user: User | None) -> CreatedToken:
    token, secret = services.create_personal_token(
        by=by, name=body.name, scopes=body.scopes, expires_on=body.expires_at, user=user
    )
    return created_token(token, secret)


@operation("List personal access tokens", query=TokenQuery, returns=TokenOut, listing=True)
def list_tokens(request: Request, query: TokenQuery) -> Listing:
    rows = AccessToken.objects.filter(of_project=None)
    if not request.actor.is_admin:
        rows = rows.filter(user=request.actor.user)
    if query.user_id is not None:
        rows = rows.filter(user=query.user_id)
    if query.state == "active":
        rows = rows.filter(pk__in=AccessToken.objects.active())
    if query.search:
        rows = rows.filter(name__icontains=query.search)
    return Listing(rows, token_out)


@operation("The token that makes this request", returns=TokenOut)
def show_own_token(request: Request) -> TokenOut:
    return token_out(_own_token(request.actor))


@operation("Revoke the token that makes this request")
def revoke_own_token(request: Request) -> None:
    services.revoke_token(token=_own_token(request.actor))


def _own_token(actor: Actor) -> AccessToken:
    token = AccessToken.objects.filter(pk=actor.token_id or 0).first()
    if token is None:
        raise Forbidden("This request was not made with an access token.")
    return token


@operation("Get a personal access token", returns=TokenOut)
def show_token(_request: Request, token: AccessToken) -> TokenOut:
    return token_out(token)


@operation("Revoke a personal access token")
def revoke_token(_request: Request, token: AccessToken) -> None:
    services.revoke_token(token=token)
