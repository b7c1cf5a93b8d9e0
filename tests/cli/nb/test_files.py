"""`mergelab nb show`, `lint` and `clean`, and what all commands have in common."""

import io
import json
import subprocess
import sys
from pathlib import Path

import pytest
from cli.nb.made import PROGRAM, cell, encoded, run, stream, written

from mergelab.cli.nb import COMMANDS, main

Captured = pytest.CaptureFixture[str]
ERROR = {"output_type": "error", "ename": "KeyError", "evalue": "", "traceback": []}
SHOWN = "# %%\na = 1\n# → stdout\n#     \\u202e1\n"


@pytest.fixture
def book(tmp_path: Path) -> str:
    return written(tmp_path, "a.ipynb", cell("a = 1", outputs=[stream("\x1b[31m\u202e1\n")]))


@pytest.fixture
def other(tmp_path: Path) -> str:
    return written(tmp_path, "b.ipynb", cell("b = 2"))


@pytest.fixture
def missing(tmp_path: Path) -> str:
    return str(tmp_path / "missing.ipynb")


def say(monkeypatch: pytest.MonkeyPatch, data: bytes) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))


class TestAll:
    @pytest.mark.parametrize("name", COMMANDS)
    def test_help_has_examples(self, name: str, capsys: Captured) -> None:
        with pytest.raises(SystemExit) as ended:
            main([name, "--help"])
        assert ended.value.code == 0
        shown = capsys.readouterr().out
        assert f"mergelab nb {name} " in shown.partition("examples:")[2]

    def test_list_of_commands(self, capsys: Captured) -> None:
        with pytest.raises(SystemExit) as ended:
            main([])
        assert ended.value.code == 0
        shown = capsys.readouterr().out
        assert all(f"  {name} " in shown for name in COMMANDS)
        assert "git-diff" not in shown

    def test_unknown_command(self, capsys: Captured) -> None:
        with pytest.raises(SystemExit) as ended:
            main(["shwo"])
        assert ended.value.code == 2
        assert "invalid choice: 'shwo'" in capsys.readouterr().err

    @pytest.mark.parametrize("name", ["show", "lint", "clean"])
    def test_trouble_with_one_file_does_not_stop_the_others(
        self, name: str, book: str, missing: str, tmp_path: Path, capsys: Captured
    ) -> None:
        page = tmp_path / "page.ipynb"
        page.write_text("[1]", encoding="utf-8")
        assert main([name, missing, str(tmp_path), str(page), book]) == 2
        shown = capsys.readouterr()
        assert shown.err.splitlines() == [
            f"mergelab nb {name}: {missing}: No such file or directory",
            f"mergelab nb {name}: {tmp_path}: Is a directory",
            f"mergelab nb {name}: {page}: the file is JSON, but not an object with cells",
        ]
        assert "a = 1" in shown.out or book in shown.out

    @pytest.mark.parametrize("name", ["diff", "show", "lint", "clean", "git-text"])
    def test_no_server_is_imported(self, name: str, book: str) -> None:
        arguments = [book, book] if name == "diff" else [book]
        assert run(name, *arguments).returncode in (0, 1)

    def test_a_reader_who_has_seen_enough(self, tmp_path: Path) -> None:
        path = written(tmp_path, "long", cell("\n".join(f"x{n}" for n in range(100_000))))
        with subprocess.Popen(
            [sys.executable, "-c", PROGRAM, "nb", "show", path],
            env={"PYTHONPATH": ":".join(sys.path)},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        ) as process:
            assert process.stdout and process.stderr
            assert process.stdout.readline() == b"# %%\n"
            process.stdout.close()
            assert process.stderr.read() == b""
        assert process.returncode == 141


class TestShow:
    def test_one_file(self, book: str, capsys: Captured) -> None:
        assert main(["show", book]) == 0
        assert capsys.readouterr().out == SHOWN

    def test_several_files(self, book: str, other: str, capsys: Captured) -> None:
        assert main(["show", "--no-outputs", book, other]) == 0
        assert capsys.readouterr().out == (
            f"==> {book} <==\n# %%\na = 1\n\n==> {other} <==\n# %%\nb = 2\n"
        )

    def test_standard_input(self, capsys: Captured, monkeypatch: pytest.MonkeyPatch) -> None:
        say(monkeypatch, encoded(cell("c = 3")))
        assert main(["show", "-"]) == 0
        assert capsys.readouterr().out == "# %%\nc = 3\n"

    def test_colours(self, book: str, capsys: Captured) -> None:
        assert main(["show", "--color", "always", book]) == 0
        assert capsys.readouterr().out == (
            "\x1b[1;36m# %%\x1b[0m\na = 1\n\x1b[2m# → stdout\x1b[0m\n\x1b[2m#     \\u202e1\x1b[0m\n"
        )

    def test_json(self, book: str, capsys: Captured) -> None:
        assert main(["show", "--json", book]) == 0
        outputs = [{"kind": "stream", "title": "stdout", "text": "\\u202e1"}]
        source = {"type": "code", "tags": [], "source": "a = 1", "outputs": outputs}
        assert json.loads(capsys.readouterr().out) == [
            {"file": book, "nbformat": "4.5", "language": "", "cells": [source]}
        ]

    def test_longest(self, tmp_path: Path, capsys: Captured) -> None:
        path = written(tmp_path, "c", cell("x", outputs=[stream("1\n2\n3\n4\n5\n")]))
        assert main(["show", "--longest", "3", path]) == 0
        assert "#     1\n#     2\n#     … 2 more lines …\n#     5\n" in capsys.readouterr().out
        with pytest.raises(SystemExit):
            main(["show", "--longest", "0", path])


class TestLint:
    def test_findings(self, tmp_path: Path, capsys: Captured) -> None:
        path = written(tmp_path, "c\x1b.ipynb", cell("x = '/home/alice/a'", outputs=[ERROR]))
        shown = path.replace("\x1b", "\\u001b")
        assert main(["lint", path]) == 1
        assert capsys.readouterr().out == (
            f"{shown}: warning: Cell 1 fails with KeyError [error-left]\n"
            f"{shown}: note: Cell 1 uses a path of one computer: /home/alice/a [local-path]\n"
        )
        assert main(["lint", "--warnings", "--explain", path]) == 1
        lines = capsys.readouterr().out.splitlines()
        assert len(lines) == 2
        assert lines[1].startswith("    Running the whole notebook stops here.")
        assert main(["lint", "--ignore", "local-path", "--ignore", "error-left", path]) == 0
        assert capsys.readouterr().out == ""

    def test_nothing_found(self, other: str, capsys: Captured) -> None:
        assert main(["lint", other]) == 0
        assert capsys.readouterr().out == ""

    def test_json(self, other: str, tmp_path: Path, capsys: Captured) -> None:
        path = written(tmp_path, "c.ipynb", cell("x", outputs=[ERROR]))
        assert main(["lint", "--json", path, other]) == 1
        found = json.loads(capsys.readouterr().out)
        assert [(entry["file"], len(entry["hints"])) for entry in found] == [(path, 1), (other, 0)]
        (hint,) = found[0]["hints"]
        assert (hint["kind"], hint["severity"], hint["cell"]) == ("error-left", "warning", 0)


class TestClean:
    def test_in_place(self, book: str, capsys: Captured) -> None:
        Path(book).chmod(0o640)
        assert main(["clean", book]) == 0
        assert capsys.readouterr().out == f"{book}: cleaned\n"
        assert json.loads(Path(book).read_bytes())["cells"][0]["outputs"] == []
        assert Path(book).stat().st_mode & 0o777 == 0o640
        assert [path.name for path in Path(book).parent.iterdir()] == ["a.ipynb"]
        assert main(["clean", book]) == 0
        assert capsys.readouterr().out == ""

    def test_a_link_stays_one(self, book: str, tmp_path: Path) -> None:
        link = tmp_path / "link.ipynb"
        link.symlink_to(book)
        assert main(["clean", str(link)]) == 0
        assert link.is_symlink()
        assert b"stdout" not in Path(book).read_bytes()

    def test_check(self, book: str, other: str, capsys: Captured) -> None:
        before = Path(book).read_bytes()
        assert main(["clean", "--check", book, other]) == 1
        assert capsys.readouterr().out == f"{book}: would be cleaned\n"
        assert Path(book).read_bytes() == before
        assert main(["clean", "--check", other]) == 0
        assert main(["clean", "--check", "--json", book, other]) == 1
        assert json.loads(capsys.readouterr().out) == [
            {"file": book, "changed": True},
            {"file": other, "changed": False},
        ]

    def test_standard_input(self, book: str) -> None:
        done = run("clean", "-", data=Path(book).read_bytes())
        assert (done.returncode, done.stderr) == (0, b"")
        assert json.loads(done.stdout)["cells"][0]["outputs"] == []

    def test_options(self, book: str, tmp_path: Path) -> None:
        assert main(["clean", "--keep-outputs", book]) == 0
        assert b"stdout" in Path(book).read_bytes()
        counted = written(tmp_path, "c.ipynb", cell("x", execution_count=3))
        assert main(["clean", "--keep-counts", counted]) == 0
        assert json.loads(Path(counted).read_bytes())["cells"][0]["execution_count"] == 3

    def test_a_directory_that_cannot_be_written(
        self, book: str, capsys: Captured, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def refuse(*_arguments: object, **_options: object) -> None:
            raise PermissionError(13, "Permission denied")

        monkeypatch.setattr("tempfile.NamedTemporaryFile", refuse)
        before = Path(book).read_bytes()
        assert main(["clean", book]) == 2
        assert capsys.readouterr().err == f"mergelab nb clean: {book}: Permission denied\n"
        assert Path(book).read_bytes() == before
