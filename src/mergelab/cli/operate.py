"""The frame of operators' commands: settings, one JSON object or a readable line, exit status."""

import argparse
import json
import sys
from collections.abc import Callable
from typing import Any

from mergelab.cli import options

Result = dict[str, Any]


def parser(command: str, description: str) -> argparse.ArgumentParser:
    """A parser with `--data-dir` and `--json`."""
    made = options.parser(command, description)
    made.add_argument("--json", action="store_true", help="print one JSON object")
    return made


def verb(
    verbs: "argparse._SubParsersAction[argparse.ArgumentParser]", name: str, help_text: str
) -> argparse.ArgumentParser:
    """The parser of one verb; the common options may stand behind the verb as well."""
    made = verbs.add_parser(name, help=help_text, description=help_text)
    made.add_argument("--json", action="store_true", default=argparse.SUPPRESS)
    made.add_argument("--data-dir", default=argparse.SUPPRESS)
    return made


def run(args: argparse.Namespace, carry_out: Callable[[argparse.Namespace], Result]) -> int:
    """Carry out the verb with Django set up; 0, or 1 with one line on what would be right."""
    options.enter(args)
    import django
    from django.core.exceptions import ImproperlyConfigured
    from django.db import DatabaseError

    from mergelab.kit.errors import DomainError

    try:
        django.setup()
        result = carry_out(args)
    except DomainError as error:
        where = f"{error.field}: " if error.field else ""
        return _fail(where + error.message)
    except (ImproperlyConfigured, DatabaseError, OSError) as error:
        return _fail(str(error))
    _show(result, as_json=args.json)
    return 0


def _fail(message: str) -> int:
    sys.stderr.write(f"mergelab: {message}\n")
    return 1


def _show(result: Result, *, as_json: bool) -> None:
    if as_json:
        sys.stdout.write(json.dumps(result, default=str) + "\n")
        return
    width = max(map(len, result), default=0)
    for key, value in result.items():
        sys.stdout.write(f"{key:<{width}}  {value}\n")
