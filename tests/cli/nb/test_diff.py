"""`mergelab nb diff`."""

import io
import json
import sys
from pathlib import Path

import pytest
from cli.nb.made import cell, run, written

from mergelab.cli.nb import main


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


def test_standard_input(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    old, new = written(tmp_path, "a", cell("x = 1")), written(tmp_path, "b", cell("x = 2"))
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(Path(old).read_bytes())))
    assert main(["diff", "-", new]) == 1
    assert capsys.readouterr().out.endswith("- x = 1\n+ x = 2\n")


def test_colours_are_for_terminals(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    old, new = written(tmp_path, "a", cell("x = 1")), written(tmp_path, "b", cell("x = 2"))
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    monkeypatch.setenv("NO_COLOR", "1")
    assert main(["diff", old, new]) == 1
    assert "\x1b" not in capsys.readouterr().out
    monkeypatch.delenv("NO_COLOR")
    assert main(["diff", old, new]) == 1
    assert "\x1b" in capsys.readouterr().out
    assert main(["diff", old, new, "--color", "never"]) == 1
    assert "\x1b" not in capsys.readouterr().out


def test_starts_without_the_server(tmp_path: Path) -> None:
    path = written(tmp_path, "a", cell("é\ud800"))
    done = run("diff", "/dev/null", path, PYTHONIOENCODING="ascii")
    assert (done.returncode, done.stderr) == (1, b"")
    assert b"+ \\xe9\\ufffd\n" in done.stdout
