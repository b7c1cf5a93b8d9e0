"""`mergelab nb merge`, by itself and as the real git's merge driver."""

import json
import os
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from cli.nb.made import cell, encoded, run, written

from mergelab.cli.nb import main
from mergelab.pure.notebookdiff import read_notebook

ONE, TWO, THREE = "first = load('data')", "second = fit(first)", "third = plot(second)"
DRIVER = f"{sys.executable} -m mergelab.cli nb merge --git-driver %O %A %B %L %P"


def named(*texts: str, count: int = 0) -> list[dict[str, object]]:
    number = count or None
    return [cell(text, id=f"n{n}", execution_count=number) for n, text in enumerate(texts)]


def three(
    folder: Path, base: list[str], ours: list[str], theirs: list[str]
) -> tuple[str, str, str]:
    return (
        written(folder, "base", *named(*base)),
        written(folder, "ours", *named(*ours)),
        written(folder, "theirs", *named(*theirs)),
    )


def sources(data: bytes) -> list[str]:
    nbformat.validate(json.loads(data))
    return [cell.source for cell in read_notebook(data).cells]


def test_merged_to_standard_output(
    tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    paths = three(tmp_path, [ONE, TWO], [ONE + "#", TWO], [ONE, TWO + "#"])
    assert main(["merge", *paths]) == 0
    captured = capfdbinary.readouterr()
    assert (sources(captured.out), captured.err) == ([ONE + "#", TWO + "#"], b"")


def test_conflicts_are_told_and_the_file_opens(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    paths = three(tmp_path, [ONE, TWO], [ONE + "1", TWO], [ONE + "2", TWO])
    out = tmp_path / "out"
    assert main(["merge", *paths, "-o", str(out)]) == 1
    assert capsys.readouterr().err == (
        "conflict in cell 1 of ours: Both sides changed the same lines.\n"
    )
    assert sources(out.read_bytes())[1:] == [ONE + "1", ONE + "2", TWO]
    assert main(["lint", str(out)]) == 1
    assert "[conflict]" in capsys.readouterr().out
    assert main(["merge", *paths, "--json", "-o", str(out)]) == 1
    found = json.loads(capsys.readouterr().out)
    assert found["merged"] is False
    assert found["conflicts"][0]["ours"] == [{"cell": 0, "kind": "code", "source": ONE + "1"}]


def test_policy_and_notes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def ran(text: str) -> str:
        stream = {"output_type": "stream", "name": "stdout", "text": text}
        return written(tmp_path, text, cell(ONE, id="a", execution_count=1, outputs=[stream]))

    paths = [ran("old"), ran("mine"), ran("yours")]
    assert main(["merge", *paths, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["notes"] == ["Cell 1: both sides ran it, so its outputs were cleared."]
    out = tmp_path / "out"
    assert main(["merge", *paths, "--policy", "theirs", "-o", str(out)]) == 0
    assert out.read_bytes() == Path(paths[2]).read_bytes()


def test_trouble(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    paths = three(tmp_path, [ONE], [ONE], [TWO])
    with pytest.raises(SystemExit) as caught:
        main(["merge", *paths[:2]])
    assert caught.value.code == 2
    capsys.readouterr()
    (tmp_path / "broken").write_text("{", encoding="utf-8")
    assert main(["merge", *paths[:2], str(tmp_path / "broken")]) == 2
    assert capsys.readouterr().err == (
        "mergelab nb merge: no valid JSON: the file ends before its JSON does (line 1)\n"
    )
    assert main(["merge", *paths[:2], str(tmp_path / "missing")]) == 2
    assert main(["merge", *paths, "-o", str(tmp_path / "no" / "folder")]) == 2


def test_both_added_it(tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    _, ours, theirs = three(tmp_path, [], [ONE, TWO], [ONE, TWO, THREE])
    assert main(["merge", os.devnull, ours, theirs]) == 0
    assert sources(capfdbinary.readouterr().out) == [ONE, TWO, THREE]


def test_starts_without_the_server(tmp_path: Path) -> None:
    done = run("merge", *three(tmp_path, [ONE], [ONE], [TWO]))
    assert (done.returncode, done.stderr) == (0, b"")


class Repository:
    """One with the driver, whose branches `main` and `topic` come from one commit."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        for name in [name for name in os.environ if name.startswith("GIT_")]:
            monkeypatch.delenv(name)
        monkeypatch.setenv("HOME", str(folder))
        monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
        monkeypatch.setenv("PYTHONPATH", os.pathsep.join(sys.path))
        self.folder = folder / "work"
        self.folder.mkdir()
        self.git("init", "--quiet", "--initial-branch=main")
        self.git("config", "user.name", "Ana")
        self.git("config", "user.email", "ana@example.org")
        self.git("config", "merge.mergelab.driver", DRIVER)
        (self.folder / ".gitattributes").write_text("*.ipynb merge=mergelab\n", encoding="utf-8")

    def git(self, *arguments: str, status: int = 0) -> str:
        done = subprocess.run(
            ["git", *arguments], cwd=self.folder, capture_output=True, text=True, check=False
        )
        assert done.returncode == status, done.stderr
        return done.stdout + done.stderr

    def commit(self, data: bytes) -> None:
        (self.folder / "a b.ipynb").write_bytes(data)
        self.git("add", "--all")
        self.git("commit", "--quiet", "--message", "Work")

    def diverge(self, base: bytes, ours: bytes, theirs: bytes) -> None:
        self.commit(base)
        self.git("checkout", "--quiet", "-b", "topic")
        self.commit(theirs)
        self.git("checkout", "--quiet", "main")
        self.commit(ours)

    @property
    def data(self) -> bytes:
        return (self.folder / "a b.ipynb").read_bytes()


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repository:
    return Repository(tmp_path, monkeypatch)


BASE = encoded(*named(ONE, TWO, THREE, count=1))
OURS = encoded(*named(ONE, TWO + "\nmine()", THREE, count=4))
THEIRS = encoded(*named(ONE, TWO, THREE + "\nyours()", count=7))


def test_git_alone_cannot_do_this_merge_and_the_driver_does(repository: Repository) -> None:
    repository.diverge(BASE, OURS, THEIRS)
    repository.git(
        "-c", "merge.mergelab.driver=git merge-file %A %O %B", "merge", "topic", status=1
    )
    repository.git("merge", "--abort")
    repository.git("merge", "--quiet", "--no-edit", "topic")
    assert sources(repository.data) == [ONE, TWO + "\nmine()", THREE + "\nyours()"]
    assert repository.git("status", "--porcelain") == ""


def test_a_conflict_leaves_a_notebook_and_the_path_unmerged(repository: Repository) -> None:
    theirs = encoded(*named(ONE, TWO + "\nyours()", THREE))
    repository.diverge(BASE, OURS, theirs)
    told = repository.git("merge", "topic", status=1)
    assert "a b.ipynb: conflict in cell 2 of ours: Both sides changed the same lines." in told
    assert repository.git("status", "--porcelain") == 'UU "a b.ipynb"\n'
    assert sources(repository.data)[2:] == [TWO + "\nmine()", TWO + "\nyours()", THREE]


def test_files_added_on_both_sides(repository: Repository) -> None:
    repository.git("add", "--all")
    repository.git("commit", "--quiet", "--message", "Root")
    repository.git("checkout", "--quiet", "-b", "topic")
    repository.commit(encoded(*named(ONE, TWO)))
    repository.git("checkout", "--quiet", "main")
    repository.commit(encoded(*named(ONE, TWO, THREE)))
    repository.git("merge", "--quiet", "--no-edit", "topic")
    assert sources(repository.data) == [ONE, TWO, THREE]


def test_what_is_no_notebook_is_merged_as_text(repository: Repository) -> None:
    text = "".join(f"line {number}\n" for number in range(9))
    repository.diverge(text.encode(), ("first\n" + text).encode(), (text + "last\n").encode())
    told = repository.git("merge", "--no-edit", "topic")
    assert "a b.ipynb: merged as text, since no valid JSON" in told
    assert repository.data.decode() == f"first\n{text}last\n"


def test_text_in_conflict_stays_ours(repository: Repository) -> None:
    repository.diverge(BASE, OURS, b"{ no notebook")
    repository.git("merge", "topic", status=1)
    assert repository.data == OURS
    assert repository.git("status", "--porcelain") == 'UU "a b.ipynb"\n'
