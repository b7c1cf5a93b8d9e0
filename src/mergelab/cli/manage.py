"""``mergelab manage``: Django's management commands, for operators' shells and development."""

import os

from mergelab.cli import options


def main(argv: list[str]) -> int:
    """Run one management command with the server's settings."""
    os.umask(0o077)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", options.SETTINGS_MODULE)
    from django.core.management import execute_from_command_line

    execute_from_command_line(["mergelab manage", *argv])
    return 0
