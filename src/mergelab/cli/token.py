"""``mergelab token create``: make an access token for a user."""

import argparse
from datetime import timedelta

from mergelab.cli import operate


def main(argv: list[str]) -> int:
    made = operate.parser("token", "Make access tokens.")
    verbs = made.add_subparsers(dest="verb", required=True)
    create = operate.verb(verbs, "create", "make a personal access token and print its secret")
    create.add_argument("user", help="the user name")
    create.add_argument("--name", default="command line", help="what the token is for")
    create.add_argument("--scopes", default="api", help="comma-separated; default: api")
    create.add_argument("--days", type=int, default=90, help="days until it expires; default: 90")
    return operate.run(made.parse_args(argv), _create)


def _create(args: argparse.Namespace) -> operate.Result:
    from django.utils import timezone

    from mergelab.accounts.models import User
    from mergelab.accounts.services import create_personal_token
    from mergelab.kit.actor import Actor
    from mergelab.kit.errors import Refused

    user = User.objects.filter(username__iexact=args.user, is_bot=False).first()
    if user is None:
        raise Refused(f"There is no user {args.user!r}.", field="user")
    token, secret = create_personal_token(
        by=Actor(user=user),
        name=args.name,
        scopes=[scope for scope in args.scopes.split(",") if scope],
        expires_on=timezone.now().date() + timedelta(days=args.days),
    )
    return {
        "id": token.pk,
        "user": user.username,
        "scopes": token.scopes,
        "expires_on": token.expires_on,
        "token": secret,
    }
