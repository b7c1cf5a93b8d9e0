"""Real servers, and Chromium to use them with.

The browser lives as long as one module: while it runs, Playwright's event loop keeps Django's ORM
of this process from being used, and other modules' tests want it. All of these tests share one
worker of xdist, and with it the servers: see `tests/sharing.py`.
"""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from e2e.work import PASSWORD, House, content
from playwright.sync_api import Browser
from support import browsing
from support.browsing import Desk
from support.server import RunningServer, running_server

DEMO_PASSWORD = "turbines-in-the-wind"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if item.path.is_relative_to(here):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with browsing.chromium() as browser:
        yield browser


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A server with root (administrator), ana, ben, mei, and rea and teo, who choose views."""
    browsing.chromium_path()
    with running_server(tmp_path_factory.mktemp("house") / "data") as server:
        made = House(server, tmp_path_factory.mktemp("checkouts"))
        for name in ("ana", "ben", "mei", "rea", "teo"):
            made.add_user(name)
        yield made


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    """The demo instance, which tests only look at."""
    browsing.chromium_path()
    data_dir = tmp_path_factory.mktemp("demo") / "data"
    server = RunningServer(data_dir)
    done = subprocess.run(
        [sys.executable, "-m", "mergelab.cli", "demo", "--data-dir", str(data_dir)],
        env=server.environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert json.loads((data_dir / "demo.json").read_text())["password"] == DEMO_PASSWORD
    with running_server(data_dir) as started:
        yield started


@pytest.fixture(scope="session")
def house_states() -> dict[str, object]:
    """The cookies of those who signed in to the house."""
    return {}


@pytest.fixture(scope="session")
def demo_states() -> dict[str, object]:
    return {}


@pytest.fixture
def desk(chromium: Browser, house: House, house_states: dict[str, object]) -> Iterator[Desk]:
    """Opens pages of the house; fails the test for what its pages did wrong."""
    made = Desk(chromium, house.url, PASSWORD, house_states)
    yield made
    made.close()
    made.watch.check()


@pytest.fixture
def demo_desk(
    chromium: Browser, demo: RunningServer, demo_states: dict[str, object]
) -> Iterator[Desk]:
    """Opens pages of the demo; fails the test for what its pages did wrong."""
    made = Desk(chromium, demo.url, DEMO_PASSWORD, demo_states)
    yield made
    made.close()
    made.watch.check()


@pytest.fixture(scope="session")
def public(house: House) -> str:
    """The path of a public project of mei with a notebook, two branches and a merge request."""
    path = house.add_project("mei", "open-data", visibility="public")
    folder = house.checkout("open-data")
    folder.run("init", "--quiet")
    folder.commit(content("main"), "Look at the power curve")
    house.push("mei", folder, path, "main")
    folder.commit(content("density"), "Multiply with the density factor")
    house.push("mei", folder, path, "density", "-o", "merge_request.create")
    house.wait_for_merge_request("mei", path, 1)
    return path
