"""Merges that are killed: ``python -m support.merge_program ROUNDS``, one JSON line a round.

The process itself never opens the database: each step runs in a fork of it, so that every step
begins like a new server, without the price of a new interpreter.
"""

import json
import os
import random
import signal
import sys
import traceback
from collections.abc import Callable
from types import FrameType
from typing import Any

import django

BRANCH = "topic-{}"


def forked(step: Callable[[], Any]) -> tuple[bool, Any]:
    """Run the step in a child: whether it ended by itself, and what it returned."""
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(reading)
        code = 1
        try:
            os.write(writing, json.dumps(step()).encode())
            code = 0
        except Exception:  # the child must not run on in the parent's code
            traceback.print_exc()
        finally:
            os._exit(code)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        said = pipe.read()
    _, status = os.waitpid(pid, 0)
    if status not in {0, signal.SIGKILL}:
        raise SystemExit("a step failed")
    return bool(said), json.loads(said) if said else None


def killed_at(
    step: Callable[[], Any], *, before: int = 0, after: int = 0, decision: str = "carry_out"
) -> dict[str, int]:
    """Run the step and kill this process, as `kill -9` does, at one of its function calls.

    By calls and not by time: so the kills are spread over the whole step on any machine. Calls are
    counted apart before and after the function `decision` is entered, because most come before it.
    Returns how many there were, if it comes so far.
    """
    counts = {"before": 0, "after": 0}
    fatal = {"before": before, "after": after}
    phase = "before"

    def watch(frame: FrameType, event: str, _argument: object) -> None:
        nonlocal phase
        if event != "call":
            return
        if frame.f_code.co_name == decision:
            phase = "after"
        counts[phase] += 1
        if counts[phase] == fatal[phase]:
            os.kill(os.getpid(), signal.SIGKILL)

    sys.setprofile(watch)
    try:
        step()
    finally:
        sys.setprofile(None)
    return counts


def site() -> int:
    """The tables, a user and a project with one commit; the project's id."""
    from django.core.management import call_command
    from factories import make_project, make_user
    from support.workspace import LINES, Workspace

    call_command("migrate", verbosity=0)
    ana = make_user("ana")
    project = make_project(ana)
    Workspace(project, ana).commit("main", {"train.py": LINES})
    return project.pk


def workspace(project_id: int) -> Any:
    from support.workspace import Workspace

    from mergelab.accounts.models import User
    from mergelab.projects.models import Project

    project = Project.objects.select_related("group").get(pk=project_id)
    return Workspace(project, User.objects.get(username="ana"))


def prepare(project_id: int, number: int) -> str:
    """A merge request of a branch with one commit; where main is."""
    place = workspace(project_id)
    branch = BRANCH.format(number)
    place.commit(branch, {f"file-{number}.txt": "new\n"}, start="main")
    place.open(branch)
    return str(place.head("main"))


def merge(project_id: int, number: int) -> bool:
    from mergelab.merge_requests import services
    from mergelab.merge_requests.models import MergeRequest

    place = workspace(project_id)
    found = MergeRequest.objects.get(project=place.project, iid=number)
    return services.merge(by=place.by, merge_request=place.fresh(found)).is_merged


def recover() -> None:
    """What a server does when it starts and every minute."""
    from mergelab.kit.tasks import run_pending
    from mergelab.merge_requests import services
    from mergelab.repository.services import sweep_pushes

    sweep_pushes()
    services.finish_merges()
    run_pending()


def state(project_id: int, number: int) -> dict[str, Any]:
    """What git and the database say of the merge request."""
    from mergelab.merge_requests.models import MergeIntent, MergeRequest
    from mergelab.projects.models import Activity
    from mergelab.repository.git.reads import commit, is_ancestor, open_repository
    from mergelab.repository.storage import directory

    place = workspace(project_id)
    found = MergeRequest.objects.get(project=place.project, iid=number)
    main = place.head("main")
    with open_repository(directory(project_id)) as handle:
        told = Activity.objects.filter(noun="merge_request", verb="merged")
        return {
            "in_database": found.is_merged,
            "in_git": is_ancestor(handle, found.head_sha, main),
            "by": found.merged_by.username if found.merged_by else "",
            "is_merge_commit": found.merge_commit_sha == main,
            "parents": list(commit(handle, main).parents),
            "head": found.head_sha,
            "source": place.head(BRANCH.format(number)),
            "intents": MergeIntent.objects.count(),
            "told": told.filter(reference=f"!{number}").count(),
        }


def main() -> None:
    django.setup()
    rounds = int(sys.argv[1])
    _, project = forked(site)
    forked(lambda: prepare(project, 1))
    _, calls = forked(lambda: killed_at(lambda: merge(project, 1)))
    forked(recover)
    dice = random.Random(1)
    early = rounds // 5
    for number in range(2, rounds + 2):
        place = number - 2
        if place < early:
            kill = {"before": int(calls["before"] * (place + dice.random()) / early)}
        else:
            share = (place - early + dice.random()) / (rounds - early)
            kill = {"after": 1 + int(calls["after"] * share)}
        print(json.dumps(played(project, number, kill)), flush=True)


def played(project: int, number: int, kill: dict[str, int]) -> dict[str, Any]:
    """One merge killed at a call, what recovery makes of it, and what merging again does."""
    _, before = forked(lambda: prepare(project, number))
    said, _ = forked(lambda: killed_at(lambda: merge(project, number), **kill))
    _, left = forked(lambda: state(project, number))
    forked(recover)
    _, after = forked(lambda: state(project, number))
    forked(lambda: merge(project, number))
    forked(recover)
    _, again = forked(lambda: state(project, number))
    return {"acknowledged": said, "main": before, "left": left, "after": after, "again": again}


if __name__ == "__main__":
    main()
