"""The writer's turn between threads, processes and forks."""

import fcntl
import gc
import json
import os
import sqlite3
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from mergelab.kit.sqlite.lock import LockTimeout, WriterLock, writer_lock

WRITER = Path(__file__).parents[2] / "support" / "sqlite_writer.py"


@pytest.fixture
def lock(tmp_path) -> WriterLock:
    return writer_lock(tmp_path / "file-writer")


def test_one_object_for_a_file(lock, tmp_path):
    assert writer_lock(tmp_path / "." / "file-writer") is lock
    assert writer_lock(tmp_path / "other") is not lock


def test_turn_excludes_others_until_released(lock):
    turn = lock.acquire(0)
    with pytest.raises(LockTimeout):
        lock.acquire(0)
    turn.release()
    turn.release()
    lock.acquire(0).release()


def test_collected_turn_is_released(lock):
    turn = lock.acquire(0)
    del turn
    gc.collect()
    lock.acquire(0).release()


def test_threads_get_turns_in_the_order_they_came(lock):
    turn = lock.acquire(0)
    order: list[int] = []
    threads = []

    def take(number: int) -> None:
        mine = lock.acquire(20)
        order.append(number)
        mine.release()

    for number in range(10):
        threads.append(threading.Thread(target=take, args=(number,)))
        threads[-1].start()
        while len(lock._queue) <= number:
            threading.Event().wait(0.001)
    turn.release()
    for thread in threads:
        thread.join()
    assert order == list(range(10))


def test_waits_for_another_holder_of_the_file(lock, tmp_path):
    """A second open file stands for a second process."""
    descriptor = os.open(tmp_path / "file-writer", os.O_RDWR | os.O_CREAT, 0o600)
    fcntl.flock(descriptor, fcntl.LOCK_EX)
    with pytest.raises(LockTimeout):
        lock.acquire(0.01)
    taken = threading.Event()

    def take() -> None:
        turn = lock.acquire(20)
        taken.set()
        turn.release()

    thread = threading.Thread(target=take)
    thread.start()
    assert not taken.is_set()
    os.close(descriptor)
    thread.join()
    assert taken.is_set()
    lock.acquire(5).release()


def test_forked_child_waits_for_its_parent(lock):
    turn = lock.acquire(0)
    child = os.fork()
    if child == 0:
        try:
            lock.acquire(0.05)
            os._exit(1)
        except LockTimeout:
            turn.release()
            os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    with pytest.raises(LockTimeout):
        lock.acquire(0)
    turn.release()
    lock.acquire(0).release()


def test_killed_holder_frees_the_lock(lock, tmp_path):
    code = (
        "import sys, time; from pathlib import Path; "
        "from mergelab.kit.sqlite.lock import writer_lock; "
        "turn = writer_lock(Path(sys.argv[1])).acquire(0); print(flush=True); time.sleep(60)"
    )
    argv = [sys.executable, "-c", code, str(tmp_path / "file-writer")]
    holder = subprocess.Popen(argv, stdout=subprocess.PIPE)
    assert holder.stdout is not None
    holder.stdout.readline()
    with pytest.raises(LockTimeout):
        lock.acquire(0.01)
    holder.kill()
    holder.wait()
    holder.stdout.close()
    lock.acquire(5).release()


def test_eight_processes_of_two_threads_write_without_a_failure(tmp_path):
    file = str(tmp_path / "many.sqlite3")
    create = (
        "import sys; sys.path.insert(0, sys.argv[1]); import sqlite_writer as w; "
        "w.configure(sys.argv[2], 'mergelab.kit.sqlite'); w.create_table()"
    )
    subprocess.run([sys.executable, "-c", create, str(WRITER.parent), file], check=True)
    argv = [sys.executable, str(WRITER), file, "mergelab.kit.sqlite", "40", "2"]
    running = [subprocess.Popen(argv, stdout=subprocess.PIPE) for _ in range(8)]
    results = [json.loads(process.communicate()[0]) for process in running]
    assert [result["failures"] for result in results] == [[]] * 8
    database = sqlite3.connect(file)
    counted = database.execute("SELECT count(*), count(DISTINCT writer) FROM note").fetchall()
    database.close()
    assert counted == [(640, 16)]
