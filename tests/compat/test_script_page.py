"""The commands of docs/how-to/script.md work as they are written there."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import gitlab
import pytest
from support.server import RunningServer
from support.workspace import CHANGED, LINES

PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "script.md"


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", PAGE.read_text(), re.DOTALL)


def notebook(density: str) -> str:
    code: dict[str, Any] = {"cell_type": "code", "metadata": {}, "outputs": []}
    code |= {"id": "b", "execution_count": 1, "source": f"import math\ndensity = {density}\n"}
    title = {"cell_type": "markdown", "id": "a", "metadata": {}, "source": "# Power"}
    whole = {"cells": [title, code], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(whole, indent=1)


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
def test_the_page_is_right(server: RunningServer, ana: gitlab.Gitlab, tmp_path: Path) -> None:
    assert ana.private_token is not None
    environment = {
        **os.environ,
        "LAB_URL": server.url,
        "LAB_TOKEN": ana.private_token,
    }

    def run(*argv: str) -> str:
        done = subprocess.run(
            argv,
            cwd=tmp_path,
            env=environment,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    (tmp_path / "notes.md").write_text("# Notes & more: 100%\n")
    with_curl = next(block for block in blocks("sh") if "curl" in block)
    assert "# Notes & more: 100%" in run("bash", "-e", "-c", with_curl)

    project = ana.projects.get("ana/power-forecast")
    begin = {"train.py": LINES, "power.ipynb": notebook("1.2")}
    actions = [
        {"action": "create", "file_path": path, "content": text} for path, text in begin.items()
    ]
    project.commits.create({"branch": "main", "commit_message": "Begin", "actions": actions})
    # The page changes a notebook alone; its comment on train.py needs a change there too.
    topic = {"branch": "density", "start_branch": "main", "commit_message": "Ten"}
    project.files.update("train.py", {**topic, "content": CHANGED})
    (tmp_path / "power.ipynb").write_text(notebook("1.225"))
    code = "".join(blocks("python")).replace('        "start_branch": "main",\n', "")
    said = run(sys.executable, "-W", "error", "-c", code).split()
    assert said == [project.mergerequests.get(1).web_url, "ana/power-forecast"]
    merged = project.mergerequests.get(1)
    assert (merged.state, merged.user_notes_count) == ("merged", 2)
    project.delete()
