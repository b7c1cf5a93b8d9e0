"""Requests as no git client sends them."""

import gzip
import http.client
import random
import socket
import threading
import time
import zlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from mergelab.repository.git import maintenance, reads

UPLOAD, RECEIVE = "git-upload-pack", "git-receive-pack"


def ask(
    server: Any,
    method: str,
    path: str,
    *,
    body: bytes = b"",
    headers: dict[str, str] | None = None,
) -> tuple[int, bytes, dict[str, str]]:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
    try:
        connection.request(method, path, body=body, headers=headers or {})
        answer = connection.getresponse()
        return answer.status, answer.read(), dict(answer.getheaders())
    finally:
        connection.close()


def kind(service: str) -> dict[str, str]:
    return {"Content-Type": f"application/x-{service}-request"}


def soon(condition: Callable[[], bool], seconds: float = 10.0) -> bool:
    deadline = time.monotonic() + seconds
    pause = threading.Event()
    while not condition():
        if time.monotonic() > deadline:
            return False
        pause.wait(0.02)
    return True


def test_advertisement_headers(server: Any, directory: Path) -> None:
    for service in (UPLOAD, RECEIVE):
        path = f"/{directory.name}/info/refs?service={service}"
        status, body, headers = ask(server, "GET", path)
        assert status == 200
        assert headers["content-type"] == f"application/x-{service}-advertisement"
        assert headers["cache-control"] == "no-cache, max-age=0, must-revalidate"
        assert body[4:].startswith(f"# service={service}\n0000".encode())


@pytest.mark.parametrize(
    "query", ["", "?service=", "?service=git-upload-archive", "?service=git-upload-pack&service=x"]
)
def test_the_dumb_protocol_is_absent(server: Any, directory: Path, query: str) -> None:
    status, body, _ = ask(server, "GET", f"/{directory.name}/info/refs{query}")
    assert status == 403
    assert b"git" in body
    for path in ("HEAD", "objects/info/packs", "config"):
        assert ask(server, "GET", f"/{directory.name}/{path}")[0] == 404


def test_b15_the_path_alone_decides_for_a_reader(server: Any, directory: Path, client: Any) -> None:
    """The six combinations of a path and its service parameter; none writes."""
    sha = client.commit({"a": "1"})
    line = f"{'0' * 40} {sha} refs/heads/main\0report-status"
    body = f"{len(line) + 4:04x}{line}0000".encode()
    reader = {"X-Read-Only": "1"}
    seen = {}
    for service in (UPLOAD, RECEIVE):
        for query in ("", f"?service={UPLOAD}", f"?service={RECEIVE}"):
            path = f"/{directory.name}/{service}{query}"
            for content in (UPLOAD, RECEIVE):
                headers = {**reader, **kind(content)}
                status = ask(server, "POST", path, body=body, headers=headers)[0]
                seen[service, query, content] = status
    assert {status for (service, _, _), status in seen.items() if service == RECEIVE} == {403}
    assert seen[UPLOAD, f"?service={RECEIVE}", UPLOAD] == 400
    assert seen[UPLOAD, "", RECEIVE] == 415
    with reads.open_repository(directory) as handle:
        assert reads.references(handle) == {}


@pytest.mark.parametrize(
    ("service", "headers", "body", "status"),
    [
        (UPLOAD, {"Content-Type": "text/plain"}, b"0000", 415),
        (RECEIVE, {"Content-Type": "application/x-git-upload-pack-request"}, b"0000", 415),
        (UPLOAD, {"Content-Encoding": "br"}, b"0000", 415),
        (UPLOAD, {"Content-Encoding": "gzip"}, b"not gzip", 400),
        (UPLOAD, {"Content-Encoding": "gzip"}, gzip.compress(b"0" * 20_000_000), 413),
        (UPLOAD, {}, b"0" * 11_000_000, 413),
        (RECEIVE, {}, b"zzzz", 400),
        (RECEIVE, {}, b"0003", 400),
        (RECEIVE, {}, b"-001", 400),
        (RECEIVE, {}, b"00", 400),
        (RECEIVE, {}, b"00ffabc", 400),
        (RECEIVE, {}, b"0010push-cert ab", 400),
        (RECEIVE, {}, b"0000", 200),
        (RECEIVE, {}, b"", 200),
    ],
)
def test_malformed_requests_get_clear_errors(
    server: Any,
    directory: Path,
    *,
    service: str,
    headers: dict[str, str],
    body: bytes,
    status: int,
) -> None:
    sent = {**kind(service), **headers}
    assert ask(server, "POST", f"/{directory.name}/{service}", body=body, headers=sent)[0] == status


def test_a_ref_that_would_leave_its_folder_is_refused(
    server: Any, directory: Path, client: Any
) -> None:
    sha = client.commit({"a": "1"})
    for ref in ("refs/heads/../../../x", "../x", "/etc/x", "refs/heads/a\\b", "refs/heads/a b"):
        line = f"{'0' * 40} {sha} {ref}\0report-status"
        body = f"{len(line) + 4:04x}{line}0000".encode()
        path = f"/{directory.name}/{RECEIVE}"
        status, answer, _ = ask(server, "POST", path, body=body, headers=kind(RECEIVE))
        assert status == 200
        assert f"ng {ref} The push names a ref that is not valid.".encode() in answer
    assert list(server.layout.spool.iterdir()) == []


def test_odd_protocol_headers_are_ignored(server: Any, directory: Path) -> None:
    path = f"/{directory.name}/info/refs?service={UPLOAD}"
    for value in ("version=2;x", "$(id)", "a=b:" * 200, "version"):
        _, body, _ = ask(server, "GET", path, headers={"Git-Protocol": value})
        assert body.startswith(b"001e# service=")
    _, body, _ = ask(server, "GET", path, headers={"Git-Protocol": "version=2"})
    assert body.startswith(b"000eversion 2\n")


def test_missing_repository(server: Any) -> None:
    body = ask(server, "POST", f"/none.git/{RECEIVE}", body=b"0000", headers=kind(RECEIVE))
    assert body[0] == 200
    line = f"{'0' * 40} {'1' * 40} refs/heads/main\0report-status"
    push = f"{len(line) + 4:04x}{line}0000".encode()
    status = ask(server, "POST", f"/none.git/{RECEIVE}", body=push, headers=kind(RECEIVE))[0]
    assert status == 404


def test_a_push_cut_off_in_the_middle_stops_git(
    server: Any, directory: Path, client: Any, running: Callable[[object], list[str]]
) -> None:
    sha = client.commit({"a": "1"})
    line = f"{'0' * 40} {sha} refs/heads/main\0report-status"
    pack = b"PACK\0\0\0\2\0\0\xff\xff\xb0\xba\xb7\x03" + zlib.compress(
        random.Random(4).randbytes(900_000)
    )
    start = f"{len(line) + 4:04x}{line}0000".encode() + pack[:300_000]
    for framing in ("Content-Length: 1000000", "Transfer-Encoding: chunked"):
        head = (
            f"POST /{directory.name}/{RECEIVE} HTTP/1.1\r\nHost: x\r\n{framing}\r\n"
            f"Content-Type: application/x-{RECEIVE}-request\r\n\r\n"
        )
        body = start if "Length" in framing else b"%x\r\n%b\r\n" % (len(start), start)
        with socket.create_connection(("127.0.0.1", server.port)) as connection:
            connection.sendall(head.encode() + body)
            assert soon(lambda: bool(running(directory)))
        assert soon(lambda: not running(directory))
    with reads.open_repository(directory) as handle:
        assert reads.references(handle) == {}
    assert soon(lambda: list(server.layout.spool.iterdir()) == [])


def test_a_fetch_cut_off_in_the_middle_stops_git(
    server: Any, directory: Path, url: str, client: Any, running: Callable[[object], list[str]]
) -> None:
    client.run("config", "core.compression", "0")
    client.run("config", "core.bigFileThreshold", "100k")
    noise = random.Random(3)
    sha = client.commit({f"f{n}": noise.randbytes(900_000) for n in range(30)})
    client.run("push", "-q", url, "HEAD:refs/heads/main")
    want = f"want {sha} side-band-64k\n"
    body = f"{len(want) + 4:04x}{want}00000009done\n".encode()
    head = (
        f"POST /{directory.name}/{UPLOAD} HTTP/1.1\r\nHost: x\r\nContent-Length: {len(body)}\r\n"
        f"Content-Type: application/x-{UPLOAD}-request\r\n\r\n"
    )
    with socket.create_connection(("127.0.0.1", server.port)) as connection:
        connection.sendall(head.encode() + body)
        assert connection.recv(1_000).startswith(b"HTTP/1.1 200")
        assert soon(lambda: bool(running(directory)))
    assert soon(lambda: not running(directory))


def test_concurrent_pushers_queue(
    server: Any, directory: Path, url: str, make_client: Callable[[str], Any]
) -> None:
    """Four pushers with branches of their own beside packing: nobody fails."""
    clients = [make_client(f"c{n}") for n in range(4)]
    stop = threading.Event()

    def pack() -> int:
        rounds = 0
        while not stop.is_set():
            assert maintenance.maintain(server.layout, directory)
            rounds += 1
        return rounds

    def push(number: int) -> str:
        sha = ""
        for turn in range(6):
            sha = clients[number].commit({f"f{number}": str(turn)})
            clients[number].run("push", "-q", url, f"HEAD:refs/heads/b{number}")
        return sha

    with ThreadPoolExecutor(5) as pool:
        packing = pool.submit(pack)
        try:
            shas = list(pool.map(push, range(4)))
        finally:
            stop.set()
        assert packing.result() > 0
    with reads.open_repository(directory) as handle:
        assert reads.references(handle) == {f"refs/heads/b{n}": s for n, s in enumerate(shas)}
    assert maintenance.fsck(directory) == []
    assert len(server.pushed(directory)) == 24
