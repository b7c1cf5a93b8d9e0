"""``mergelab user create``: make a user without a browser."""

import argparse
import getpass
import sys

from mergelab.cli import operate


def main(argv: list[str]) -> int:
    made = operate.parser("user", "Make users.")
    verbs = made.add_subparsers(dest="verb", required=True)
    create = operate.verb(verbs, "create", "make a user")
    create.add_argument("name", help="the user name")
    create.add_argument("--email", required=True)
    create.add_argument("--full-name", default="", help="shown beside notes; default: the name")
    create.add_argument("--admin", action="store_true", help="make an administrator")
    create.add_argument(
        "--password-stdin", action="store_true", help="read the password from standard input"
    )
    return operate.run(made.parse_args(argv), _create)


def _create(args: argparse.Namespace) -> operate.Result:
    from mergelab.accounts.services import create_user

    password = (
        sys.stdin.readline().rstrip("\r\n")
        if args.password_stdin
        else getpass.getpass(f"Password for {args.name}: ")
    )
    user = create_user(
        username=args.name,
        email=args.email,
        name=args.full_name,
        password=password,
        is_admin=args.admin,
    )
    return {"id": user.pk, "username": user.username, "email": user.email, "admin": user.is_admin}
