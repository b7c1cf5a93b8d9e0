"""A server to measure: the demo instance in a folder of its own, made once and then reused."""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path

import psutil

from mergelab.cli.demo import server

KEPT = Path(tempfile.gettempdir()) / "mergelab-bench"
COMMAND = [sys.executable, "-m", "mergelab.cli"]
USER, PASSWORD = "ana", "turbines-in-the-wind"


@contextmanager
def demo_server() -> Iterator[str]:
    """`mergelab serve` on a fresh demo instance; yields its address."""
    shutil.rmtree(KEPT, ignore_errors=True)
    subprocess.run([*COMMAND, "demo", "--data-dir", str(KEPT)], check=True, capture_output=True)
    os.environ["MERGELAB_RATE_LIMIT_PER_MINUTE"] = "0"
    with server.running(KEPT) as address:
        yield address
    shutil.rmtree(KEPT, ignore_errors=True)


def run_cli(*arguments: str) -> str:
    """The output of an operator's command on the instance."""
    done = subprocess.run(
        [*COMMAND, *arguments, "--data-dir", str(KEPT), "--json"],
        check=True,
        capture_output=True,
        text=True,
    )
    return done.stdout


def sign_in(address: str) -> str:
    """The Cookie header of a signed-in session."""
    form = urllib.request.urlopen(f"{address}/-/sign_in")  # noqa: S310
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', form.read().decode())
    assert token
    cookies = _cookies(form.headers.get_all("Set-Cookie"))
    connection = HTTPConnection(address.removeprefix("http://"))
    body = f"csrfmiddlewaretoken={token[1]}&username={USER}&password={PASSWORD}"
    headers = {
        "Content-Type": "application/x-www-form-urlencoded",
        "Cookie": cookies,
        "Origin": address,
    }
    connection.request("POST", "/-/sign_in", body, headers)
    answer = connection.getresponse()
    assert answer.status == 302, answer.read()[:500]
    return _cookies(answer.headers.get_all("Set-Cookie"))


def _cookies(set_cookie: list[str] | None) -> str:
    return "; ".join(row.partition(";")[0] for row in set_cookie or [])


def resident_bytes() -> int:
    """The memory of the server and everything that it has started."""
    total = 0
    for process in psutil.process_iter(["cmdline", "memory_info", "environ"]):
        environment = process.info["environ"] or {}
        directory = process.info["cmdline"] or []
        ours = environment.get("MERGELAB_DATA_DIR") == str(KEPT) or any(
            str(KEPT) in argument for argument in directory
        )
        if ours and process.info["memory_info"]:
            total += process.info["memory_info"].rss
    return total
