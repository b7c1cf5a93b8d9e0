"""``mergelab demo``: a fresh instance whose history is made as people make it, by real pushes."""

import json
import os
import shutil
import sys
from pathlib import Path

from mergelab.cli import options

MARKER = "demo.json"


def main(argv: list[str]) -> int:
    """Make the instance, unless it is there already, and print how to start it and sign in."""
    made = options.parser("demo", "Make a demo instance by real pushes.")
    args = made.parse_args(argv)
    target = Path(args.data_dir or "demo-data").resolve()
    if not (target / MARKER).exists():
        if target.exists() and any(target.iterdir()):
            say(f"{target} holds something else; name another directory with --data-dir")
            return 1
        _make(target)
    _tell(target)
    return 0


def say(message: str) -> None:
    """One line of progress."""
    sys.stderr.write(f"mergelab demo: {message}\n")
    sys.stderr.flush()


def _make(target: Path) -> None:
    """Build beside the target and rename at the end: an interrupted demo leaves no half one."""
    draft = target.with_name(f".{target.name}.part")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(mode=0o700, parents=True)
    os.environ["MERGELAB_DATA_DIR"] = str(draft)
    os.environ["DJANGO_SETTINGS_MODULE"] = options.SETTINGS_MODULE
    from mergelab.cli.demo import server, story

    with server.running(draft) as address:
        made = story.tell(address)
    (draft / MARKER).write_text(json.dumps(made, indent=1), encoding="utf-8")
    if target.exists():
        target.rmdir()
    draft.rename(target)


def _tell(target: Path) -> None:
    made = json.loads((target / MARKER).read_text(encoding="utf-8"))
    shown = os.path.relpath(target)
    lines = [
        f"The demo instance is in {shown}. Start it with",
        "",
        f"    make run        (or: mergelab serve --data-dir {shown})",
        "",
        f"and open http://127.0.0.1:8000{made['merge_request']}/diffs. Sign in as",
        "",
        *(
            f"    {name:<4} {person['role']:<11} {made['password']}"
            for name, person in made["people"].items()
        ),
        "",
    ]
    sys.stdout.write("\n".join(lines))
