"""The real server on its port: smuggled requests, file modes, large uploads, rude clients."""

import base64
import http.client
import json
import os
import socket
import stat
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from support.server import RunningServer, running_server

PASSWORD = "a long enough pass phrase"
MARK = "GET /-/smuggled HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    """A server with one user and one project, and the secret of the user's token."""
    folder = tmp_path_factory.mktemp("security") / "data"
    with running_server(folder) as running:
        operate(running, "user", "create", "ana", "--email", "a@example.org", "--admin",
                "--password-stdin", given=PASSWORD)  # fmt: skip
        operate(running, "project", "create", "ana/one", "--visibility", "private")
        made = operate(running, "token", "create", "ana", "--scopes", "api", "--days", "3")
        running.settings["token"] = json.loads(made)["token"]
        yield running


def operate(server: RunningServer, *arguments: str, given: str = "") -> str:
    environment = {k: v for k, v in server.environment().items() if k != "token"}
    done = subprocess.run(
        server.command(*arguments, "--json"),
        env=environment, input=given, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


def port_of(server: RunningServer) -> int:
    return int(server.url.rpartition(":")[2])


def speak(server: RunningServer, said: bytes, seconds: float = 3.0) -> bytes:
    """Everything that the server answers to these bytes until it closes or falls silent."""
    heard = b""
    with socket.create_connection(("127.0.0.1", port_of(server)), timeout=seconds) as wire:
        try:
            wire.sendall(said)
            wire.shutdown(socket.SHUT_WR)
            while chunk := wire.recv(65536):
                heard += chunk
        except OSError:
            return heard
    return heard


def statuses(heard: bytes) -> list[int]:
    return [int(line.split()[1]) for line in heard.split(b"\r\n") if line.startswith(b"HTTP/1.")]


HEAD = "POST /-/sign_in HTTP/1.1\r\nHost: 127.0.0.1\r\n"
SMUGGLED = {
    "both lengths": f"{HEAD}Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n{MARK}",
    "both, other order": (
        f"{HEAD}Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n{MARK}"
    ),
    "two lengths": f"{HEAD}Content-Length: 0\r\nContent-Length: {len(MARK)}\r\n\r\n{MARK}",
    "length list": f"{HEAD}Content-Length: 0, {len(MARK)}\r\n\r\n{MARK}",
    "signed length": f"{HEAD}Content-Length: +0\r\n\r\n{MARK}",
    "negative length": f"{HEAD}Content-Length: -1\r\n\r\n{MARK}",
    "hex length": f"{HEAD}Content-Length: 0x0\r\n\r\n{MARK}",
    "space before colon": f"{HEAD}Content-Length : {len(MARK)}\r\n\r\n{MARK}",
    "encoding twice": f"{HEAD}Transfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n{MARK}",
    "identity": f"{HEAD}Transfer-Encoding: identity\r\nContent-Length: 0\r\n\r\n{MARK}",
    "odd encoding": f"{HEAD}Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n{MARK}",
    "tab encoding": f"{HEAD}Transfer-Encoding:\tchunked\x0b\r\n\r\n0\r\n\r\n{MARK}",
    "huge chunk": f"{HEAD}Transfer-Encoding: chunked\r\n\r\n{'f' * 17}\r\nx\r\n0\r\n\r\n{MARK}",
    "bad chunk": f"{HEAD}Transfer-Encoding: chunked\r\n\r\nzz\r\nx\r\n0\r\n\r\n{MARK}",
    "folded header": f"{HEAD}X: a\r\n Content-Length: 0\r\n\r\n{MARK}",
    "header without name": f"{HEAD}: x\r\n\r\n{MARK}",
    "bare return": f"{HEAD}X: a\rContent-Length: 3\r\n\r\n{MARK}",
    "null": f"{HEAD}X: a\0b\r\nContent-Length: 0\r\n\r\n{MARK}",
}


@pytest.mark.parametrize("name", SMUGGLED)
def test_f9_a_request_that_can_be_read_two_ways_is_refused(
    name: str, server: RunningServer
) -> None:
    """One answer, 400 or that of the form itself, and the end of the connection.

    What was to be smuggled is never taken for a request of its own.
    """
    heard = speak(server, SMUGGLED[name].encode("latin-1"))
    assert statuses(heard) in ([400], [403])


def test_f9_lines_that_end_with_a_line_feed_alone_smuggle_nothing(server: RunningServer) -> None:
    heard = speak(server, b"GET /-/health HTTP/1.1\nHost: 127.0.0.1\n\n")
    assert statuses(heard) in ([200], [400], [])


@pytest.mark.parametrize(
    "line",
    [
        "GET http://evil.example/ HTTP/1.1",
        "GET //evil.example/ HTTP/1.1",
        "CONNECT evil.example:443 HTTP/1.1",
        "TRACE / HTTP/1.1",
        "GET /%zz HTTP/1.1",
        "GET /\xff\xfe HTTP/1.1",
        "GET /../../etc/passwd HTTP/1.1",
        "GET /static/../../../etc/passwd HTTP/1.1",
        "GET /static/%2e%2e/%2e%2e/%2e%2e/etc/passwd HTTP/1.1",
        "GET /static/..%2f..%2f..%2fetc%2fpasswd HTTP/1.1",
        f"GET /{'a' * 100_000} HTTP/1.1",
        f"{'A' * 5000} / HTTP/1.1",
        "GET / HTTP/9.9",
        "PRI * HTTP/2.0",
        "\x16\x03\x01\x02\x00",
    ],
)
def test_f9_a17_odd_request_lines(line: str, server: RunningServer) -> None:
    heard = speak(
        server, f"{line}\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n".encode("latin-1")
    )
    seen = statuses(heard)
    assert all(status < 500 for status in seen), seen
    assert b"root:x:" not in heard
    assert b"Location: //" not in heard
    assert b"Location: http://evil" not in heard


def test_f9_many_or_long_headers_are_refused(server: RunningServer) -> None:
    for extra in ("X: " + "a" * 2_000_000, "\r\n".join(f"X{n}: 1" for n in range(20_000))):
        heard = speak(server, f"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n{extra}\r\n\r\n".encode())
        assert all(status in {400, 413, 431} for status in statuses(heard))
    assert server.status() == 200


def ask(
    server: RunningServer, method: str, path: str, body: object, **headers: str
) -> tuple[int, bytes]:
    wire = http.client.HTTPConnection("127.0.0.1", port_of(server), timeout=60)
    try:
        wire.request(method, path, body=body, headers=headers)  # type: ignore[arg-type]
        answer = wire.getresponse()
        return answer.status, answer.read()
    finally:
        wire.close()


def memory(server: RunningServer) -> int:
    """Bytes resident in all processes of the server."""
    return sum(process.memory_info().rss for process in server.processes())


def chunks(size: int) -> Iterator[bytes]:
    for _ in range(size // (1 << 20)):
        yield b"0" * (1 << 20)


def test_h4_h5_large_bodies_do_not_grow_the_server(server: RunningServer) -> None:
    """Past a route's limit they are refused, and are never kept whole in memory."""
    token = server.settings["token"]
    given = {"Private-Token": token, "Content-Type": "application/json"}
    ask(server, "POST", "/api/v4/projects", b"{}", **given)
    before = memory(server)
    size = 160 * (1 << 20)
    for path in ("/api/v4/projects", "/-/sign_in", "/ana/one.git/git-receive-pack"):
        headers = {**given, "Content-Length": str(size)}
        if path.endswith("pack"):
            basic = base64.b64encode(f"ana:{token}".encode()).decode()
            headers = {
                "Authorization": f"Basic {basic}",
                "Content-Type": "application/x-git-receive-pack-request",
                "Content-Length": str(size),
            }
        try:
            status, _ = ask(server, "POST", path, chunks(size), **headers)
        except (BrokenPipeError, ConnectionResetError):
            status = 413
        # A push that begins with "0000" updates nothing; what follows is not read.
        assert status in ({200} if path.endswith("pack") else {400, 403, 413}), path
    assert memory(server) - before < 200 * (1 << 20)
    deep = b"[" * 4_000_000
    assert ask(server, "POST", "/api/v4/projects", deep, **given)[0] == 400
    assert server.status() == 200


def test_h6_slow_clients_do_not_stop_others(server: RunningServer) -> None:
    """150 that send a header and then nothing, 50 that never send their body."""
    wires = []
    try:
        for number in range(200):
            wire = socket.create_connection(("127.0.0.1", port_of(server)), timeout=10)
            wires.append(wire)
            if number < 150:
                wire.sendall(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-A: ")
            else:
                wire.sendall(f"{HEAD}Content-Length: 1000\r\n\r\na".encode())
        results = []
        askers = [
            threading.Thread(target=lambda: results.append(server.status())) for _ in range(8)
        ]
        for asker in askers:
            asker.start()
        for asker in askers:
            asker.join()
        assert results == [200] * 8
    finally:
        for wire in wires:
            wire.close()
    assert server.status("/-/sign_in") == 200


def test_a13_nothing_is_readable_by_others(server: RunningServer) -> None:
    """Every file and directory of the data directory, whatever made it."""
    loose = []
    for folder, folders, files in os.walk(server.data_dir):
        for name in [*folders, *files, "."]:
            path = Path(folder, name)
            mode = path.lstat().st_mode
            if not stat.S_ISLNK(mode) and mode & 0o077:
                loose.append(f"{path.relative_to(server.data_dir)} {stat.filemode(mode)}")
    assert loose == []


def test_c13_no_secret_is_in_the_log(server: RunningServer) -> None:
    """After all that came before: no token, password or cookie."""
    token = server.settings["token"]
    ask(server, "GET", f"/api/v4/user?private_token={token}x", None, **{"Private-Token": token})
    ask(server, "GET", "/api/v4/user", None, Authorization=f"Bearer {token}z")
    said = server.said()
    assert PASSWORD not in said
    assert token not in said.replace(f"private_token={token}x", "")


def test_h6_the_server_is_still_the_same(server: RunningServer) -> None:
    assert server.process is not None
    assert "starts again" not in server.said()
    assert psutil.Process(server.process.pid).is_running()
