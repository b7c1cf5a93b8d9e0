"""``mergelab nb install-git``: tell git how to show and merge notebooks."""

import argparse

from mergelab.cli.nb import attributes, files, gitcalls, printing
from mergelab.cli.nb.gitconfig import Config, settings_for

_DESCRIPTION = """Make git diff, show, log -p, blame and merge treat notebooks as notebooks, in this
repository or with --global for all of yours. Writes git's configuration and its
attributes file (.git/info/attributes, or the global one); nothing in the repository
changes. Running it again is harmless, and --uninstall takes out exactly what it put in.

Exit status: 0, or 2 if git could not be told."""

_EXAMPLES = """  mergelab nb install-git
  mergelab nb install-git --global
  mergelab nb install-git --clean-filter     commit notebooks without outputs
  mergelab nb install-git --uninstall"""


def main(argv: list[str]) -> int:
    """Install or uninstall, and say what is so now."""
    args = _parser().parse_args(argv)
    scope = "--global" if args.everywhere else "--local"
    try:
        config = Config(scope)
        path = attributes.path_of(scope)
        if args.uninstall:
            left = config.remove()
            attributes.remove(path)
        else:
            left = []
            config.put(settings_for(args.program or gitcalls.program(), clean=args.clean_filter))
            attributes.put(path, clean=args.clean_filter)
    except (files.Trouble, OSError) as trouble:
        return printing.complain("install-git", trouble)
    _report(args, config, str(path), left)
    return printing.OK


def _parser() -> argparse.ArgumentParser:
    made = printing.parser("install-git", _DESCRIPTION, _EXAMPLES)
    scope = made.add_mutually_exclusive_group()
    scope.add_argument(
        "--local", action="store_true", help="for the repository you are in (the default)"
    )
    scope.add_argument(
        "--global", action="store_true", dest="everywhere", help="for all your repositories"
    )
    made.add_argument("--uninstall", action="store_true", help="take out what was put in")
    made.add_argument(
        "--clean-filter",
        action="store_true",
        help="also take outputs and counts out of what is added and committed",
    )
    made.add_argument(
        "--program", metavar="COMMAND", help="how git calls mergelab; default: this installation"
    )
    made.add_argument("--json", action="store_true", help="print one JSON object")
    return made


def _report(args: argparse.Namespace, config: Config, path: str, left: list[str]) -> None:
    now = config.own()
    if args.json:
        printing.say_json({"attributes": path, "config": now, "left": left})
        return
    for name in left:
        printing.say(f"left as it is, since somebody else set it: {name}\n")
    where = "all your repositories" if args.everywhere else "this repository"
    if args.uninstall:
        printing.say(f"git shows and merges notebooks as text again in {where}\n")
        return
    for name, value in now.items():
        printing.say(f"{name} = {value}\n")
    printing.say(f"attributes in {path}\n")
    printing.say(f"git now shows and merges notebooks as notebooks in {where}\n")
