import json
import subprocess
import sys
from pathlib import Path

import pytest

from mergelab.cli.nb import main

OLD = {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": []}


def cell(source: str, **more: object) -> dict[str, object]:
    return {"cell_type": "code", "metadata": {}, "outputs": [], "source": source, **more}


def written(folder: Path, name: str, *cells: object, **more: object) -> str:
    path = folder / name
    path.write_text(json.dumps({**OLD, "cells": list(cells), **more}), encoding="utf-8")
    return str(path)


def test_different_notebooks(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    old, new = written(tmp_path, "a", cell("x = 1")), written(tmp_path, "b", cell("x = 2"))
    assert main(["diff", old, new]) == 1
    assert capsys.readouterr().out == (
        "1 cell changed\n\n@@ cell 1: changed @@ # %%\n- x = 1\n+ x = 2\n"
    )
    assert main(["diff", old, new, "--color", "always"]) == 1
    assert "\x1b[31m" in capsys.readouterr().out


def test_rerun_notebooks_are_equal(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    old = written(tmp_path, "a", cell("x", execution_count=1))
    new = written(tmp_path, "b", cell("x", execution_count=2))
    assert main(["diff", old, new]) == 0
    assert capsys.readouterr().out == "no visible change (rerun)\n"


def test_switches_decide_what_differs(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    stream = {"output_type": "stream", "name": "stdout", "text": "o"}
    old = written(tmp_path, "a", cell("x"))
    output = written(tmp_path, "b", cell("x", outputs=[stream]))
    metadata = written(tmp_path, "c", cell("x"), metadata={"kernelspec": {"name": "k"}})
    assert main(["diff", old, output]) == 1
    assert main(["diff", old, output, "--no-outputs"]) == 0
    assert main(["diff", old, metadata]) == 0
    capsys.readouterr()
    assert main(["diff", old, metadata, "--metadata"]) == 1
    assert '+ notebook kernelspec: {"name":"k"}\n' in capsys.readouterr().out


def test_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    new = written(tmp_path, "b", cell("x"))
    assert main(["diff", "/dev/null", new, "--json"]) == 1
    found = json.loads(capsys.readouterr().out)
    assert found["summary"] == "notebook added, 1 cell"
    assert [row["kinds"] for row in found["rows"]] == [["inserted"]]


def test_what_is_no_notebook_is_compared_as_text(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    old = written(tmp_path, "a", cell("x"))
    broken = tmp_path / "b"
    broken.write_bytes(b"[1,\n2")
    assert main(["diff", old, str(broken)]) == 1
    captured = capsys.readouterr()
    assert captured.err == (
        "mergelab nb diff: shown as text: "
        "no valid JSON: the file ends before its JSON does (line 2)\n"
    )
    assert captured.out.endswith("+ [1,\n+ 2\n")
    assert main(["diff", str(broken), str(broken)]) == 0
    capsys.readouterr()
    assert main(["diff", old, str(broken), "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["raw"] is True


def test_trouble(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    missing = str(tmp_path / "missing")
    assert main(["diff", missing, missing]) == 2
    assert capsys.readouterr().err == f"mergelab nb diff: {missing}: No such file or directory\n"
    with pytest.raises(SystemExit) as caught:
        main(["diff", missing])
    assert caught.value.code == 2


def test_starts_without_the_server(tmp_path: Path) -> None:
    path = written(tmp_path, "a", cell("é\ud800"))
    program = (
        "import sys; from mergelab.cli import main; status = main(sys.argv[1:]);"
        "sys.exit(9 if 'django' in sys.modules else status)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, "nb", "diff", "/dev/null", path],
        env={"PYTHONPATH": ":".join(sys.path), "PYTHONIOENCODING": "ascii"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (1, "")
    assert "+ \\xe9\\ufffd\n" in done.stdout
