"""Functions in a child process: what they give, and what happens to those that take too much."""

import os
import threading
import zlib
from pathlib import Path

import psutil
import pytest

from mergelab.kit.limited import (
    MAX_ANSWER,
    MAX_PAYLOAD,
    MIB,
    Crashed,
    Failed,
    Limited,
    OverLimit,
    run_limited,
)

EVAL = "builtins:eval"
MEMORY = 256 * MIB


def evaluated(source: str, *, seconds: float = 5, memory: int = MEMORY) -> bytes:
    """The value of an expression, worked out by the child."""
    return run_limited(EVAL, source.encode(), seconds=seconds, memory=memory)


def failed(source: str, *, seconds: float = 5) -> Failed:
    with pytest.raises(Failed) as found:
        evaluated(source, seconds=seconds)
    return found.value


def has_no_children() -> bool:
    """Whether no limited child is left; this process may have servers of other tests as well."""
    mine = psutil.Process().children()
    return not any("limited/child.py" in " ".join(_command(child)) for child in mine)


def _command(process: psutil.Process) -> list[str]:
    try:
        return process.cmdline()
    except psutil.ZombieProcess:  # nobody has waited for it: as bad as one that runs
        return ["limited/child.py"]
    except psutil.NoSuchProcess:
        return []


class TestResult:
    def test_is_what_the_function_returns(self) -> None:
        payload = os.urandom(3_000_000)
        made = run_limited("zlib:compress", payload, seconds=5, memory=MEMORY)
        assert zlib.decompress(made) == payload

    def test_may_be_empty(self) -> None:
        assert evaluated("b''") == b""

    def test_is_not_what_a_library_prints(self) -> None:
        assert evaluated("print('noise', flush=True) or b'answer'") == b"answer"

    def test_comes_from_a_python_of_its_own(self) -> None:
        names = "b','.join(n.encode() for n in ('django', 'PIL') if n in __import__('sys').modules)"
        assert evaluated(names) == b""

    def test_sees_nothing_of_the_environment(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("MERGELAB_SECRET_KEY", "s3cret")
        assert evaluated("repr(dict(__import__('os').environ)).encode()").find(b"s3cret") == -1

    def test_finds_this_package_whatever_the_directory(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        (tmp_path / "mergelab.py").write_text("raise SystemExit")
        monkeypatch.chdir(tmp_path)
        assert evaluated("__import__('mergelab').__name__.encode()") == b"mergelab"

    def test_comes_in_many_threads_at_once(self) -> None:
        found: dict[int, bytes] = {}

        def ask(number: int) -> None:
            found[number] = evaluated(f"b'{number}' * 100_000")

        threads = [threading.Thread(target=ask, args=[number]) for number in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert found == {number: str(number).encode() * 100_000 for number in range(6)}
        assert has_no_children()


class TestLimits:
    def test_computing_time(self) -> None:
        problem = failed("sum(range(10**12))", seconds=0.2)
        assert isinstance(problem, OverLimit)
        assert problem.reason == "more than 0.2 s of computing time"

    def test_waiting(self) -> None:
        """Only the clock ends a child that does nothing; here the child's own alarm."""
        source = "__import__('signal').setitimer(0, 0.1) and __import__('time').sleep(60)"
        assert isinstance(failed(source), OverLimit)

    def test_memory(self) -> None:
        problem = failed("bytes(10**9)")
        assert isinstance(problem, OverLimit)
        assert problem.reason == "more than 256 MiB of memory"

    def test_memory_in_small_pieces(self) -> None:
        assert isinstance(failed("[bytes(1000) for _ in range(10**7)]"), OverLimit)

    def test_result(self) -> None:
        problem = failed(f"bytes({MAX_ANSWER} + 1)")
        assert isinstance(problem, OverLimit)
        assert problem.reason == "a result of more than 64 MiB"

    def test_payload(self) -> None:
        with pytest.raises(OverLimit, match="more than 160 MiB to read"):
            run_limited(EVAL, bytes(MAX_PAYLOAD + 1), seconds=1, memory=MEMORY)

    def test_no_file_is_written(self, tmp_path: Path) -> None:
        failed(f"open({str(tmp_path / 'x')!r}, 'wb', 0).write(b'x') and b''")
        assert [path.read_bytes() for path in tmp_path.iterdir()] == [b""]


class TestCrashes:
    @pytest.mark.parametrize(
        "source",
        [
            "1 / 0",
            "__import__('os').abort()",
            "__import__('os')._exit(0)",
            "__import__('ctypes').string_at(0)",
            "'text'",
            "not even Python",
            "(lambda f: f(f))(lambda f: f(f))",
        ],
    )
    def test_are_told_apart_from_limits_and_say_nothing_of_the_code(self, source: str) -> None:
        problem = failed(source)
        assert isinstance(problem, Crashed)
        assert problem.reason == "an error of the program that reads it"
        assert has_no_children()

    def test_traceback_goes_to_the_log_only(self, caplog: pytest.LogCaptureFixture) -> None:
        failed("int('secret')")
        assert "ValueError" in caplog.text

    @pytest.mark.parametrize("name", ["mergelab.kit:nothing", "mergelab.nowhere:f", "zlib"])
    def test_function_not_found(self, name: str) -> None:
        with pytest.raises(Crashed):
            run_limited(name, b"", seconds=1, memory=MEMORY)


class TestOneChildForManyCalls:
    def test_is_kept_until_it_fails(self) -> None:
        with Limited(EVAL, seconds=5, memory=MEMORY) as call:
            pid = call(b"str(__import__('os').getpid()).encode()")
            assert call(b"str(__import__('os').getpid()).encode()") == pid
            with pytest.raises(Crashed):
                call(b"1 / 0")
            assert call(b"str(__import__('os').getpid()).encode()") != pid
        assert has_no_children()

    def test_each_call_has_all_of_the_time(self) -> None:
        busy = b"sum(range(5_000_000)) and b'done'"
        with Limited(EVAL, seconds=1, memory=MEMORY) as call:
            assert {call(busy) for _ in range(20)} == {b"done"}

    def test_is_gone_when_its_thread_is(self) -> None:
        made: list[Limited] = []
        born: list[psutil.Process] = []

        def start() -> None:
            call = Limited(EVAL, seconds=5, memory=MEMORY)
            born.append(psutil.Process(int(call(b"str(__import__('os').getpid()).encode()"))))
            made.append(call)

        thread = threading.Thread(target=start)
        thread.start()
        thread.join()
        (child,) = born
        psutil.wait_procs([child], timeout=10)
        assert not child.is_running() or child.status() == psutil.STATUS_ZOMBIE
        made[0].close()
        assert has_no_children()
