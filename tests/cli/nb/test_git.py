"""`mergelab nb install-git`, with the real git."""

import json
import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from cli.nb.made import cell, encoded, stream

from mergelab.cli.nb import main

Captured = pytest.CaptureFixture[str]
Git = Callable[..., str]
BEGIN, END = "# mergelab nb install-git: begin\n", "# mergelab nb install-git: end\n"
OLD = encoded(cell("x = 1", outputs=[stream("1\n")], execution_count=1))
NEW = encoded(cell("x = 2", outputs=[stream("2\n")], execution_count=9))


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home of its own, and a repository in it as the working directory."""
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    folder = tmp_path / "home"
    repository = folder / "work"
    repository.mkdir(parents=True)
    for name, value in {
        "HOME": str(folder),
        "XDG_CONFIG_HOME": str(folder / "xdg"),
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_AUTHOR_NAME": "Ana",
        "GIT_AUTHOR_EMAIL": "ana@example.org",
        "GIT_COMMITTER_NAME": "Ana",
        "GIT_COMMITTER_EMAIL": "ana@example.org",
    }.items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(repository)
    subprocess.run(["git", "init", "--quiet", "--initial-branch=main"], check=True)
    return folder


@pytest.fixture
def git() -> Git:
    def call(*arguments: str, status: int = 0) -> str:
        done = subprocess.run(["git", *arguments], capture_output=True, check=False)
        assert (done.returncode, done.stderr.decode()) == (status, "")
        return done.stdout.decode()

    return call


def commit(git: Git, data: bytes, name: str = "work.ipynb") -> None:
    Path(name).write_bytes(data)
    git("add", name)
    git("commit", "--quiet", "-m", "Work")


def install(*options: str) -> None:
    assert main(["install-git", *options]) == 0


class TestDiff:
    def test_of_the_working_tree(self, git: Git) -> None:
        install()
        commit(git, OLD)
        Path("work.ipynb").write_bytes(NEW)
        assert git("diff") == (
            "diff --mergelab a/work.ipynb b/work.ipynb\n"
            "1 cell changed, 1 output\n\n@@ cell 1: changed, outputs @@ # %%\n"
            "- x = 1\n+ x = 2\n  output changed: stdout\n-     1\n+     2\n"
        )

    def test_show_and_log_and_blame(self, git: Git) -> None:
        install()
        commit(git, OLD)
        commit(git, NEW)
        lines = [" # %%", "-x = 1", "+x = 2", " # → stdout", "-#     1", "+#     2"]
        assert git("show", "--format=").splitlines()[-6:] == lines
        assert git("log", "-p", "-1", "--format=").splitlines()[-6:] == lines
        assert git("show", "--ext-diff", "--format=").splitlines()[0] == (
            "diff --mergelab a/work.ipynb b/work.ipynb"
        )
        assert git("blame", "-s", "work.ipynb").splitlines()[1].endswith(" 2) x = 2")

    def test_a_rerun(self, git: Git) -> None:
        install()
        commit(git, OLD)
        Path("work.ipynb").write_bytes(OLD.replace(b'_count": 1', b'_count": 2'))
        assert git("diff").splitlines()[1:] == ["no visible change (rerun)"]

    def test_added_deleted_and_renamed(self, git: Git) -> None:
        install()
        commit(git, OLD)
        git("mv", "work.ipynb", "wörk done.ipynb")
        Path("new.ipynb").write_bytes(NEW)
        git("add", "new.ipynb")
        shown = git("diff", "--cached", "-M").splitlines()
        assert shown[:3] == [
            "diff --mergelab a/new.ipynb b/new.ipynb",
            "new file mode 100644",
            "notebook added, 1 cell",
        ]
        assert shown[-4:] == [
            "diff --mergelab a/work.ipynb b/wörk done.ipynb",
            "similarity index 100%",
            "rename from work.ipynb",
            'rename to "w\\303\\266rk done.ipynb"',
        ]
        git("reset", "--quiet", "--hard")
        Path("work.ipynb").unlink()
        assert git("diff").splitlines()[:3] == [
            "diff --mergelab a/work.ipynb b/work.ipynb",
            "deleted file mode 100644",
            "notebook deleted, 1 cell",
        ]

    def test_another_mode(self, git: Git) -> None:
        install()
        commit(git, OLD)
        Path("work.ipynb").chmod(0o755)
        assert git("diff").splitlines() == [
            "diff --mergelab a/work.ipynb b/work.ipynb",
            "old mode 100644",
            "new mode 100755",
        ]

    def test_what_is_no_notebook_is_shown_as_text(self, git: Git) -> None:
        install()
        commit(git, b"one\n")
        commit(git, b"two\x1b\n")
        assert git("diff", "HEAD~1").splitlines()[1:] == [
            "shown as text: no valid JSON: “one” is no JSON value (line 1)",
            "- one",
            "+ two\\u001b",
        ]
        assert git("log", "-p", "-1", "--format=").endswith("-one\n+two\x1b\n")

    def test_other_files_are_left_alone(self, git: Git) -> None:
        install()
        commit(git, b"one\n", "a.txt")
        Path("a.txt").write_bytes(b"two\n")
        assert git("diff").startswith("diff --git a/a.txt b/a.txt\n")

    def test_colours_are_git_s(self, git: Git, monkeypatch: pytest.MonkeyPatch) -> None:
        install()
        commit(git, OLD)
        Path("work.ipynb").write_bytes(NEW)
        git("config", "color.diff", "always")
        assert "\x1b[31m- " in git("diff")
        monkeypatch.setenv("NO_COLOR", "1")
        assert "\x1b[31m- " not in git("diff")

    def test_without_installing(
        self, git: Git, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        commit(git, OLD)
        commit(git, NEW)
        commit(git, b"text", "a.txt")
        Path("sub").mkdir()
        monkeypatch.chdir("sub")
        assert main(["diff", "--git", "HEAD~2", "HEAD"]) == 0
        shown = capfd.readouterr().out
        assert shown.startswith("diff --mergelab a/work.ipynb b/work.ipynb\n1 cell changed")
        assert "a.txt" not in shown
        assert main(["diff", "--git", "--", "../a.txt"]) == 0
        assert capfd.readouterr().out == ""
        assert main(["diff", "--git", "no-such-revision"]) == 128

    def test_an_unmerged_path(self, capsys: Captured) -> None:
        assert main(["git-diff", "work.ipynb"]) == 0
        assert capsys.readouterr().out == "* Unmerged path work.ipynb\n"
        assert main(["git-diff", "a", "b"]) == 2
        assert capsys.readouterr().err.startswith("mergelab nb git-diff: usage: ")


class TestMerge:
    CELLS = (cell("a = 1", execution_count=1), cell("b = 1", execution_count=2))

    def branches(self, git: Git, ours: bytes, theirs: bytes) -> None:
        """A commit that two branches follow, main among them."""
        install()
        commit(git, encoded(*self.CELLS))
        git("switch", "--quiet", "-c", "topic")
        commit(git, theirs)
        git("switch", "--quiet", "main")
        commit(git, ours)

    def merged(self, *, status: int) -> None:
        done = subprocess.run(["git", "merge", "topic"], capture_output=True, check=False)
        assert done.returncode == status

    def sources(self) -> list[str]:
        return [entry["source"] for entry in json.loads(Path("work.ipynb").read_bytes())["cells"]]

    def test_reruns_do_not_conflict(self, git: Git) -> None:
        ours = encoded(cell("a = 2", execution_count=7), cell("b = 1", execution_count=8))
        theirs = encoded(cell("a = 1", execution_count=5), cell("b = 2", execution_count=6))
        self.branches(git, ours, theirs)
        self.merged(status=0)
        assert self.sources() == ["a = 2", "b = 2"]
        assert git("status", "--porcelain") == ""

    def test_a_conflict_leaves_a_notebook(self, git: Git, capsys: Captured) -> None:
        ours, theirs = (encoded(cell(f"a = {n}"), self.CELLS[1]) for n in (2, 3))
        self.branches(git, ours, theirs)
        self.merged(status=1)
        assert git("status", "--porcelain") == "UU work.ipynb\n"
        note, *sources = self.sources()
        assert note.startswith("**Merge conflict.**")
        assert sources == ["a = 2", "a = 3", "b = 1"]
        capsys.readouterr()
        assert main(["lint", "--warnings", "work.ipynb"]) == 1
        assert "Cell 1 is a merge conflict that nobody has decided" in capsys.readouterr().out
        shown = git("diff").splitlines()
        assert shown[0] == "diff --cc work.ipynb"
        assert {" +a = 2", "+ a = 3", "  b = 1"} < set(shown)


class TestInstall:
    def test_is_said(self, capsys: Captured) -> None:
        install("--program", "mergelab")
        assert capsys.readouterr().out == (
            "diff.mergelab.command = mergelab nb git-diff\n"
            "diff.mergelab.textconv = mergelab nb git-text\n"
            "merge.mergelab.driver = mergelab nb merge --git-driver %O %A %B %L %P\n"
            "diff.mergelab.xfuncname = ^(#|//|--|%|;;) %%.*$\n"
            "merge.mergelab.name = mergelab: notebooks, cell by cell\n"
            f"attributes in {Path.cwd()}/.git/info/attributes\n"
            "git now shows and merges notebooks as notebooks in this repository\n"
        )

    def test_json(self, capsys: Captured) -> None:
        install("--json", "--clean-filter", "--program", "m")
        found = json.loads(capsys.readouterr().out)
        assert found["config"]["filter.mergelab.clean"] == "m nb git-clean %f"
        assert found["left"] == []

    @pytest.mark.parametrize("scope", ["--local", "--global"])
    def test_uninstall_leaves_everything_as_it_was(self, scope: str, home: Path, git: Git) -> None:
        config = Path(".git/config") if scope == "--local" else home / ".gitconfig"
        attributes = (
            Path(".git/info/attributes") if scope == "--local" else home / "xdg/git/attributes"
        )
        git("config", scope, "user.name", "Bo")
        before = config.read_bytes()
        assert not attributes.exists()
        install(scope)
        first = config.read_bytes(), attributes.read_bytes()
        install(scope)
        assert (config.read_bytes(), attributes.read_bytes()) == first
        install(scope, "--clean-filter")
        assert "filter=mergelab" in attributes.read_text()
        install(scope)
        assert (config.read_bytes(), attributes.read_bytes()) == first
        install(scope, "--uninstall")
        assert config.read_bytes() == before
        assert not attributes.exists()
        install(scope, "--uninstall")
        assert config.read_bytes() == before

    def test_what_others_set_stays(self, git: Git, capsys: Captured) -> None:
        attributes = Path(".git/info/attributes")
        attributes.write_bytes(b"*.ipynb diff=theirs\n*.png \xff")
        git("config", "diff.mergelab.cachetextconv", "true")
        install()
        assert attributes.read_bytes() == (
            b"*.ipynb diff=theirs\n*.png \xff\n"
            + BEGIN.encode()
            + b"*.ipynb diff=mergelab merge=mergelab\n"
            + END.encode()
        )
        git("config", "diff.mergelab.command", "mine")
        capsys.readouterr()
        install("--uninstall")
        assert "left as it is, since somebody else set it: diff.mergelab.command\n" in (
            capsys.readouterr().out
        )
        assert attributes.read_bytes() == b"*.ipynb diff=theirs\n*.png \xff\n"
        assert git("config", "--get-regexp", "mergelab") == (
            "diff.mergelab.cachetextconv true\ndiff.mergelab.command mine\n"
        )

    def test_a_global_attributes_file_that_is_named(self, home: Path, git: Git) -> None:
        git("config", "--global", "core.attributesFile", "~/my-attributes")
        install("--global")
        assert (home / "my-attributes").read_text().startswith(BEGIN)
        assert not (home / "xdg").exists()

    def test_in_a_worktree_and_a_directory_below(
        self, git: Git, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        commit(git, OLD)
        git("worktree", "add", "--quiet", "../second")
        monkeypatch.chdir("../second")
        Path("sub").mkdir()
        monkeypatch.chdir("sub")
        install()
        Path("../work.ipynb").write_bytes(NEW)
        assert git("diff").startswith("diff --mergelab a/work.ipynb b/work.ipynb\n")

    def test_outside_of_a_repository(
        self, home: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured
    ) -> None:
        monkeypatch.chdir(home)
        assert main(["install-git"]) == 2
        assert "not a git repository" in capsys.readouterr().err

    def test_without_git(self, monkeypatch: pytest.MonkeyPatch, capsys: Captured) -> None:
        monkeypatch.setenv("PATH", "")
        assert main(["install-git"]) == 2
        assert capsys.readouterr().err == "mergelab nb install-git: there is no git command\n"
        assert main(["diff", "--git"]) == 2


class TestFilter:
    def test_what_is_committed_has_no_outputs(self, git: Git) -> None:
        install("--clean-filter")
        commit(git, OLD)
        stored = json.loads(git("show", "HEAD:work.ipynb"))
        assert stored["cells"][0]["outputs"] == []
        assert stored["cells"][0]["execution_count"] is None
        assert Path("work.ipynb").read_bytes() == OLD
        assert git("status", "--porcelain") == ""

    def test_what_cannot_be_cleaned_is_committed_as_it_is(self, git: Git) -> None:
        install("--clean-filter")
        Path("work.ipynb").write_bytes(b"text\n")
        done = subprocess.run(["git", "add", "work.ipynb"], capture_output=True, check=False)
        assert done.returncode == 0
        assert b"work.ipynb is added as it is: no valid JSON" in done.stderr
        assert git("show", ":work.ipynb") == "text\n"
