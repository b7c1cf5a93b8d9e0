import subprocess
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mergelab.pure.textdiff import patch_text, split_lines, unified_text

LINE = st.sampled_from(["a\n", "b\n", "c\r\n", "\n", " d\n", "-e\n", "+f\n", "\\ g\n"])
TEXT = st.builds(
    lambda lines, end: "".join(lines) + end,
    st.lists(LINE, max_size=25),
    st.sampled_from(["", "", "a", "z"]),
)


def git_apply(folder: Path, patch: str) -> None:
    command = ["git", "apply", "--unidiff-zero", "--whitespace=nowarn", "-"]
    subprocess.run(command, cwd=folder, input=patch.encode(), check=True, capture_output=True)


def test_the_form_is_that_of_git() -> None:
    old, new = ["a\n", "b\n", "c"], ["a\n", "x\n", "c\n"]
    assert patch_text(old, new, old_path="f", new_path="f") == (
        "diff --git a/f b/f\n--- a/f\n+++ b/f\n@@ -1,3 +1,3 @@\n a\n"
        "-b\n-c\n\\ No newline at end of file\n+x\n+c\n"
    )


def test_new_and_deleted_files() -> None:
    assert patch_text([], ["a\n"], old_path=None, new_path="f") == (
        "diff --git a/f b/f\nnew file mode 100644\n--- /dev/null\n+++ b/f\n@@ -0,0 +1 @@\n+a\n"
    )
    assert patch_text(["a\n"], [], old_path="f", new_path=None) == (
        "diff --git a/f b/f\ndeleted file mode 100644\n--- a/f\n+++ /dev/null\n@@ -1 +0,0 @@\n-a\n"
    )


def test_equal_texts_have_no_patch() -> None:
    assert unified_text(["a\n"], ["a\n"]) == ""
    assert patch_text(["a\n"], ["a\n"], old_path="f", new_path="f") == ""


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(TEXT.filter(bool), TEXT.filter(bool), st.integers(0, 3))
def test_git_applies_it_and_has_the_new_file(
    tmp_path: Path, old: str, new: str, context: int
) -> None:
    file = tmp_path / "f"
    file.write_bytes(old.encode())
    patch = patch_text(
        split_lines(old), split_lines(new), old_path="f", new_path="f", context=context
    )
    if patch:
        git_apply(tmp_path, patch)
    assert file.read_bytes().decode() == new


@pytest.mark.parametrize("name", ["a b", "ü", 'q"q', "back\\slash", "tab\tname", "plain"])
def test_git_reads_the_names(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"a\n")
    git_apply(tmp_path, patch_text(["a\n"], ["b\n"], old_path=name, new_path=name))
    assert (tmp_path / name).read_bytes() == b"b\n"


def test_git_reads_a_rename(tmp_path: Path) -> None:
    (tmp_path / "x y").write_bytes(b"a\n")
    git_apply(tmp_path, patch_text(["a\n"], ["b\n"], old_path="x y", new_path="z"))
    assert [path.name for path in tmp_path.iterdir()] == ["z"]
    assert (tmp_path / "z").read_bytes() == b"b\n"
