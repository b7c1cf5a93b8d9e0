"""What happens in the demo: three people, one project, two merge requests and their threads."""

import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import django

from mergelab.cli.demo import say
from mergelab.cli.demo.checkout import Checkout

PASSWORD = "turbines-in-the-wind"  # noqa: S105  (printed by the command; the demo is for loopback)
ROLES = {"ana": 50, "ben": 30, "mei": 20}
NOTEBOOK = "notebooks/power_curve.ipynb"
WAIT_SECONDS = 60.0
LOOK_SECONDS = 0.1
DESCRIPTION = """\
The correction for air density **subtracted** where it has to multiply, so that the residual still
depended on temperature.

- [x] fix the formula in the notebook and in `train.py`
- [x] rerun the notebook
- [ ] @mei: is the cut-out at 25 m/s right for the north row?

Follows !1.
"""

SUGGESTION = """\
None of these hours is above cut-out, the number is as before. Say what the range is instead:

```suggestion:-0+0
print(f"dropped {before - len(df)} rows at standstill or outside 3 to 25 m/s")
```
"""


def tell(address: str) -> dict[str, Any]:
    """Make everything; what the command has to print."""
    django.setup()
    people = _people()
    project = _project(people)
    tokens = {name: _token(user) for name, user in people.items()}
    with tempfile.TemporaryDirectory() as scratch:
        checkout = Checkout(Path(scratch) / "work", f"{address}/{project.full_path}.git")
        _main(checkout, tokens["ana"])
        _small_merge_request(checkout, project, people, tokens["ben"])
        merge_request = _open_merge_request(checkout, project, people, tokens["ana"])
        _discuss(merge_request, people)
        _second_push(checkout, merge_request, tokens["ana"])
        _suggest(merge_request, people)
    roles = {name: {"role": _role_name(role)} for name, role in ROLES.items()}
    return {
        "password": PASSWORD,
        "people": roles,
        "merge_request": f"/{project.full_path}/-/merge_requests/{merge_request.iid}",
    }


def _role_name(role: int) -> str:
    from mergelab.projects.roles import Role

    return str(Role(role).label)


def _actor(user: Any) -> Any:
    from mergelab.kit.actor import Actor

    return Actor(user=user)


def _people() -> dict[str, Any]:
    from mergelab.accounts.services import create_user

    say("making ana, ben and mei")
    return {
        name: create_user(
            username=name,
            email=f"{name}@example.org",
            name=name.title(),
            password=PASSWORD,
            is_admin=name == "ana",
        )
        for name in ROLES
    }


def _project(people: dict[str, Any]) -> Any:
    from mergelab.projects.services import add_member, create_group, create_project

    ana = _actor(people["ana"])
    group = create_group(
        by=ana,
        name="Wind farm",
        path="wind-farm",
        visibility="internal",
        description="Forecasts for the turbines in the north",
    )
    for name in ("ben", "mei"):
        add_member(by=ana, place=group, user=people[name], role=ROLES[name])
    return create_project(
        by=ana,
        group=group,
        name="Power forecast",
        path="power-forecast",
        visibility="internal",
        description="Power of the north row from wind, temperature and pressure",
    )


def _token(user: Any) -> str:
    from mergelab.accounts.services import create_personal_token

    scopes = ["write_repository"]
    return create_personal_token(by=_actor(user), name="laptop", scopes=scopes)[1]


def _main(checkout: Checkout, token: str) -> None:
    say("ana pushes main")
    checkout.commit(
        "ana", "Describe the project", "main", "README.md", "requirements.txt", hours_ago=75
    )
    checkout.commit("ana", "Add four weeks of data", "main", "data/turbines.csv", hours_ago=73.5)
    checkout.commit(
        "ana", "Train a first forecast", "main", "train.py", ".gitlab-ci.yml", hours_ago=52
    )
    checkout.commit("ana", "Look at the power curve", "main", NOTEBOOK, hours_ago=49)
    checkout.push("ana", token, "main")


def _small_merge_request(
    checkout: Checkout, project: Any, people: dict[str, Any], token: str
) -> None:
    """One that is merged already, so that the lists show more than one state."""
    from mergelab.merge_requests.services import approve, merge

    say("ben pushes a small change, which ana merges")
    checkout.branch("ignore-checkpoints")
    checkout.commit("ben", "Ignore notebook checkpoints", "ignore", ".gitignore", hours_ago=26)
    checkout.push(
        "ben",
        token,
        "ignore-checkpoints",
        "merge_request.create",
        "merge_request.title=Ignore notebook checkpoints",
    )
    merge_request = _merge_request(project, 1)
    _until("its conflict check", lambda: _checked(merge_request))
    approve(by=_actor(people["ana"]), merge_request=merge_request)
    merge(by=_actor(people["ana"]), merge_request=merge_request)


def _open_merge_request(
    checkout: Checkout, project: Any, people: dict[str, Any], token: str
) -> Any:
    from mergelab.merge_requests.services import edit_merge_request

    say("ana pushes the branch density and opens a merge request with the push")
    checkout.branch("density")
    checkout.commit("ana", "Multiply with the density factor", "density", "train.py", hours_ago=3)
    checkout.commit(
        "ana", "Rerun the notebook with the corrected speed", "density", NOTEBOOK, hours_ago=2.5
    )
    checkout.push(
        "ana",
        token,
        "density",
        "merge_request.create",
        "merge_request.title=Use density-corrected wind speed",
    )
    merge_request = _merge_request(project, 2)
    return edit_merge_request(
        by=_actor(people["ana"]),
        merge_request=merge_request,
        description=DESCRIPTION,
        assignee=people["ana"],
        reviewers=[people["ben"], people["mei"]],
    )


def _discuss(merge_request: Any, people: dict[str, Any]) -> None:
    from mergelab.discussions.services import reply, resolve

    say("ben and mei comment on code, a cell and a figure")

    def thread(name: str, body: str, **place: Any) -> Any:
        return _thread(merge_request, people[name], body, **place)

    sign = thread(
        "ben",
        "Good catch: the minus would have flipped the recommendation in the report. "
        "Can we check the range of the result?",
        **_cell(part="source", cell=CORRECT, line=3),
    )
    reply(by=_actor(people["ana"]), discussion=sign, body="Yes, I add an assertion below.")
    thread(
        "mei",
        "What happens above 25 m/s? Turbines cut out there, and the fit bends at its right end.",
        **_cell(part="output", cell=CURVE, output=0, region=BEND),
    )
    outdated = thread(
        "mei",
        "`> 3` keeps the hours above cut-out. Should this be a range?",
        **_cell(part="source", cell=CLEAN, line=2),
    )
    reply(by=_actor(people["ana"]), discussion=outdated, body="Right, the next push has both ends.")
    name = thread("ben", "Please give 287.05 a name.", new_path="train.py", new_line=13)
    reply(by=_actor(people["ana"]), discussion=name, body="Done with the next push: `AIR`.")
    resolve(by=_actor(people["ben"]), discussion=name)


def _thread(merge_request: Any, user: Any, body: str, **place: Any) -> Any:
    from mergelab.merge_requests.services import Asked, start_thread

    position = Asked(**place) if place else None
    return start_thread(by=_actor(user), merge_request=merge_request, body=body, position=position)


def _cell(**spot: Any) -> dict[str, Any]:
    """A place in the notebook, for `_thread`."""
    from mergelab.merge_requests.services import NotebookSpot

    return {"kind": "notebook", "new_path": NOTEBOOK, "spot": NotebookSpot(**spot)}


def _second_push(checkout: Checkout, merge_request: Any, token: str) -> None:
    say("ana pushes again; the threads follow")
    checkout.commit(
        "ana", "Drop the hours above cut-out", "density-2", "train.py", NOTEBOOK, hours_ago=0.4
    )
    checkout.push("ana", token, "density")
    _until("the second version", lambda: merge_request.versions.count() == 2)
    _until("the threads", lambda: _tracked(merge_request))
    _until("its conflict check", lambda: _checked(merge_request))


def _suggest(merge_request: Any, people: dict[str, Any]) -> None:
    say("ben suggests a line")
    place = _cell(part="source", cell=CLEAN, line=3)
    _thread(merge_request, people["ben"], SUGGESTION, **place)


def _merge_request(project: Any, iid: int) -> Any:
    from mergelab.merge_requests.models import MergeRequest

    rows = MergeRequest.objects.select_related("project__group").filter(project=project, iid=iid)
    _until(f"merge request !{iid}", rows.exists)
    return rows.get()


def _checked(merge_request: Any) -> bool:
    merge_request.refresh_from_db()
    return bool(merge_request.checked_source_sha == merge_request.head_sha)


def _tracked(merge_request: Any) -> bool:
    from mergelab.discussions.models import Position

    rows = Position.objects.filter(discussion__target_id=merge_request.pk)
    return rows.filter(state=Position.State.OUTDATED).exists()


def _until(what: str, holds: Callable[[], bool]) -> None:
    """Wait for the worker."""
    deadline = time.monotonic() + WAIT_SECONDS
    while not holds():
        if time.monotonic() > deadline:
            raise RuntimeError(f"the worker did not make {what} in {WAIT_SECONDS:g} s")
        time.sleep(LOOK_SECONDS)


# Cells of the notebook as the first push of `density` has it, counted from 0.
CLEAN, CORRECT, CURVE = 4, 5, 6

# The right end of the fit on the figure of that cell, in ten-thousandths.
BEND = (8500, 700, 1150, 1100)
