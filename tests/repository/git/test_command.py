import os
import signal
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from mergelab.repository.git.command import environment, git
from mergelab.repository.git.errors import GitError, GitTimeout, OutputTooLarge, UnsafeArgument
from mergelab.repository.git.process import Child, Limits, run, stream


def test_f1_operand_with_a_dash_is_refused() -> None:
    with pytest.raises(UnsafeArgument):
        git("log").revisions("--output=/tmp/x")
    with pytest.raises(UnsafeArgument):
        git("log").plain("-x")
    with pytest.raises(UnsafeArgument):
        git("log").pair("-p", "-x")
    with pytest.raises(UnsafeArgument):
        git("log").revisions("")
    with pytest.raises(UnsafeArgument):
        git("log").only("a\0b")


def test_f1_arguments_are_separated_from_options(directory: Path) -> None:
    command = git("log", "-1").value("--format", "-x").revisions("abc").only("--output=x")
    argv = command.argv(directory, {})
    assert argv[argv.index("log") :] == [
        "log",
        "-1",
        "--format=-x",
        "--end-of-options",
        "abc",
        "--",
        "--output=x",
    ]
    assert f"--git-dir={directory}" in argv


def test_environment_is_clean_and_trusts_this_repository_only(
    directory: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MERGELAB_SECRET", "x")
    monkeypatch.setenv("GIT_DIR", "/elsewhere")
    found = environment(directory)
    assert "MERGELAB_SECRET" not in found
    assert "GIT_DIR" not in found
    assert found["GIT_CONFIG_VALUE_0"] == str(directory)
    assert found["GIT_NO_REPLACE_OBJECTS"] == "1"
    assert found["GIT_CONFIG_GLOBAL"] == "/dev/null"


def test_run_returns_output_and_reports_failure(directory: Path) -> None:
    assert run(directory, git("rev-parse", "--is-bare-repository")) == b"true\n"
    with pytest.raises(GitError) as caught:
        run(directory, git("cat-file", "-p").plain("HEAD"))
    assert caught.value.returncode == 128
    assert "HEAD" in caught.value.stderr


def test_standard_input_reaches_git(directory: Path) -> None:
    sha = run(directory, git("hash-object", "-w", "--stdin"), stdin=b"x" * 1_000_000)
    assert len(sha) == 41


def test_output_is_capped(directory: Path) -> None:
    sha = run(directory, git("hash-object", "-w", "--stdin"), stdin=b"x" * 1_000_000).decode()
    command = git("cat-file", "blob").plain(sha.strip())
    with pytest.raises(OutputTooLarge):
        run(directory, command, cap=999_999)
    assert len(run(directory, command, cap=1_000_000)) == 1_000_000


def test_a_command_that_takes_too_long_is_killed(directory: Path) -> None:
    reader, writer = os.pipe()
    try:
        with (
            os.fdopen(reader, "rb") as source,
            pytest.raises(GitTimeout),
            Child(
                directory,
                git("hash-object", "--stdin"),
                stdin=source,
                limits=Limits(seconds=0.2),
            ) as child,
        ):
            list(child.chunks())
        assert child.process.returncode == -signal.SIGKILL
    finally:
        os.close(writer)


def test_closing_a_stream_kills_the_process_group(
    directory: Path, running: Callable[[object], list[str]]
) -> None:
    sha = run(directory, git("hash-object", "-w", "--stdin"), stdin=b"x" * 5_000_000).decode()
    chunks = stream(directory, git("cat-file", "blob").plain(sha.strip()))
    next(chunks)
    before = time.monotonic()
    chunks.close()  # type: ignore[attr-defined]
    assert time.monotonic() - before < 5
    assert running(directory) == []


def test_limits_are_set_on_the_child(directory: Path) -> None:
    reader, writer = os.pipe()
    with os.fdopen(reader, "rb") as source:
        command = git("hash-object", "--stdin")
        limits = Limits(cpu=7, file_size=12_345)
        with Child(directory, command, stdin=source, limits=limits) as child:
            text = Path(f"/proc/{child.process.pid}/limits").read_text()
            assert os.getpgid(child.process.pid) == child.process.pid
    os.close(writer)
    rows = {line[:26].strip(): line[26:].split() for line in text.splitlines()}
    assert rows["Max cpu time"][:2] == ["7", "7"]
    assert rows["Max file size"][:2] == ["12345", "12345"]
    assert rows["Max core file size"][:2] == ["0", "0"]
