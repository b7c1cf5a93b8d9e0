"""The instance of which pictures are made: the demo, and a project with a monthly report."""

import os
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import django
from support.git_client import Client
from support.server import RunningServer, wait_until

from pictures import report

PASSWORD = "turbines-in-the-wind"
REPORT = "wind-farm/monthly-report"


def make_demo(data_dir: Path) -> None:
    """The demo as everybody gets it."""
    server = RunningServer(data_dir)
    command = server.command("demo", "--data-dir", str(data_dir))
    subprocess.run(command, env=server.environment(), check=True, capture_output=True)


def add_report(server: RunningServer, folder: Path) -> None:
    """The project of the report: !1 splits, fails and deletes, !2 needs a decision."""
    os.environ["MERGELAB_DATA_DIR"] = str(server.data_dir)
    os.environ["DJANGO_SETTINGS_MODULE"] = "mergelab.config.settings"
    django.setup()
    from mergelab.accounts.models import User

    ana, mei = (User.objects.get(username=name) for name in ("ana", "mei"))
    project = _project(ana)
    push = _pusher(server, ana, folder)
    push("main", report.at_first(), "Report February")
    start = push("march", report.split(), "Report March", "-o", "merge_request.create")
    row = _merge_request(project, 1)
    _thread(row, mei)
    push("march", report.failing(), "Look ahead to April")
    wait_until(lambda: row.versions.count() == 2, "the second version")
    wait_until(lambda: _is_deleted(row), "the thread on the deleted cell")
    client = Client(home=folder.parent, tree=folder)
    client.run("checkout", "--quiet", "-B", "gwh", f"{start}~1")
    push("gwh", report.in_gwh(), "Report in GWh", "-o", "merge_request.create")
    client.run("checkout", "--quiet", "main")
    push("main", report.other_unit(), "Heed the availability")
    other = _merge_request(project, 2)
    wait_until(lambda: _has_cell_conflicts(other), "the conflict")


def _project(ana: Any) -> Any:
    from mergelab.kit.actor import Actor
    from mergelab.projects.models import Group
    from mergelab.projects.services import create_project

    group = Group.objects.get(full_path="wind-farm")
    name, path = "Monthly report", REPORT.rpartition("/")[2]
    by = Actor(user=ana)
    return create_project(by=by, group=group, name=name, path=path, visibility="internal")


def _pusher(server: RunningServer, user: Any, folder: Path) -> Callable[..., str]:
    """A function that commits the report on a branch and pushes it; it gives the commit."""
    from mergelab.accounts.services import create_personal_token
    from mergelab.kit.actor import Actor

    scopes = ["write_repository"]
    token = create_personal_token(by=Actor(user=user), name="pictures", scopes=scopes)[1]
    address = server.url.replace("://", f"://{user.username}:{token}@", 1)
    folder.mkdir()
    client = Client(home=folder.parent, tree=folder)
    client.run("init", "--quiet")

    def push(branch: str, content: bytes, message: str, *options: str) -> str:
        made = client.commit({report.PATH: content}, message)
        client.run("push", "--quiet", *options, f"{address}/{REPORT}.git", f"HEAD:{branch}")
        return made

    return push


def _merge_request(project: Any, iid: int) -> Any:
    from mergelab.merge_requests.models import MergeRequest

    rows = MergeRequest.objects.select_related("project__group").filter(project=project, iid=iid)
    wait_until(rows.exists, f"merge request !{iid}")
    return rows.get()


def _thread(merge_request: Any, user: Any) -> None:
    from mergelab.kit.actor import Actor
    from mergelab.merge_requests.services import Asked, NotebookSpot, start_thread

    # One cell further down: the first push has split the one above.
    spot = NotebookSpot(part="source", cell=report.DELETED + 2, line=1)
    start_thread(
        by=Actor(user=user),
        merge_request=merge_request,
        body="Is the mean fair to N4? It stood still for a week.",
        position=Asked(kind="notebook", new_path=report.PATH, spot=spot),
    )


def _is_deleted(merge_request: Any) -> bool:
    from mergelab.discussions.models import Position

    rows = Position.objects.filter(discussion__target_id=merge_request.pk)
    return rows.filter(state=Position.State.DELETED).exists()


def _has_cell_conflicts(merge_request: Any) -> bool:
    merge_request.refresh_from_db()
    return bool(merge_request.cell_conflicts)
