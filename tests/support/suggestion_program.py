"""Suggestions whose applying is killed: ``python -m support.suggestion_program ROUNDS``.

One JSON line a round; each step in a fork, as in `merge_program`.
"""

import json
import random
import sys
from typing import Any

import django
from support.merge_program import BRANCH, forked, killed_at, recover, site, workspace

DECISION = "remember"
"""The function that stores the commit's name, right before the branch moves."""


def prepare(project_id: int, number: int) -> str:
    """A merge request with a suggestion for line 10; where its branch is."""
    from support.workspace import CHANGED

    from mergelab.merge_requests import services

    place = workspace(project_id)
    branch = BRANCH.format(number)
    place.commit(branch, {"train.py": CHANGED.replace("ten", f"ten of {number}")}, start="main")
    services.start_thread(
        by=place.by,
        merge_request=place.open(branch),
        body="```suggestion\nline X\n```",
        position=services.Asked(new_path="train.py", new_line=10),
    )
    return str(place.head(branch))


def apply(project_id: int, number: int) -> bool:
    from mergelab.discussions.models import Suggestion
    from mergelab.merge_requests import services

    rows = Suggestion.objects.select_related("note__discussion").order_by("-pk")[:1]
    place = workspace(project_id)
    return services.apply_suggestions(by=place.by, suggestions=list(rows))[0].is_applied


def state(project_id: int, number: int) -> dict[str, Any]:
    """What git and the database say of the newest suggestion."""
    from mergelab.discussions.models import Suggestion
    from mergelab.repository.git.reads import commit, open_repository
    from mergelab.repository.storage import directory

    row = Suggestion.objects.select_related("note__discussion").latest("pk")
    head = workspace(project_id).head(BRANCH.format(number))
    with open_repository(directory(project_id)) as handle:
        made = commit(handle, head)
    return {
        "in_database": row.is_applied,
        "commit": row.commit,
        "resolved": row.note.discussion.is_resolved,
        "head": head,
        "parents": list(made.parents),
        "message": made.message,
    }


def main() -> None:
    django.setup()
    rounds = int(sys.argv[1])
    _, project = forked(site)
    forked(lambda: prepare(project, 1))
    _, calls = forked(lambda: killed_at(lambda: apply(project, 1), decision=DECISION))
    forked(recover)
    dice = random.Random(1)
    early = rounds // 4
    for number in range(2, rounds + 2):
        place = number - 2
        if place < early:
            kill = {"before": int(calls["before"] * (place + dice.random()) / early)}
        else:
            share = (place - early + dice.random()) / (rounds - early)
            kill = {"after": 1 + int(calls["after"] * share)}
        print(json.dumps(played(project, number, kill)), flush=True)


def played(project: int, number: int, kill: dict[str, int]) -> dict[str, Any]:
    """One killed at a call, what recovery makes of it, and what applying again does."""
    _, before = forked(lambda: prepare(project, number))
    said, _ = forked(lambda: killed_at(lambda: apply(project, number), decision=DECISION, **kill))
    forked(recover)
    _, after = forked(lambda: state(project, number))
    forked(lambda: apply(project, number))
    forked(recover)
    _, again = forked(lambda: state(project, number))
    return {"acknowledged": said, "before": before, "after": after, "again": again}


if __name__ == "__main__":
    main()
