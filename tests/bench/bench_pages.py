"""Page times of the demo instance: p50 and p95 of whole answers, and requests a second.

``python tests/bench/bench_pages.py [SECONDS]``
"""

import sys
import threading
import time
from http.client import HTTPConnection

from served import demo_server, resident_bytes, sign_in

PROJECT = "/wind-farm/power-forecast"
PAGES = {
    "home": "/",
    "files": f"{PROJECT}/-/tree/main",
    "file (Python)": f"{PROJECT}/-/blob/main/train.py",
    "file (notebook)": f"{PROJECT}/-/blob/main/notebooks/power_curve.ipynb",
    "history": f"{PROJECT}/-/commits/main",
    "merge requests": f"{PROJECT}/-/merge_requests",
    "merge request": f"{PROJECT}/-/merge_requests/2",
    "changes": f"{PROJECT}/-/merge_requests/2/diffs",
}
CONNECTIONS = (1, 8, 32)


def load(address: str, path: str, cookie: str, connections: int, seconds: float) -> list[float]:
    """Seconds of every request that `connections` clients made one after another."""
    times: list[float] = []
    until = time.perf_counter() + seconds

    def client() -> None:
        connection = HTTPConnection(address.removeprefix("http://"))
        while (started := time.perf_counter()) < until:
            headers = {"Cookie": cookie, "Accept-Encoding": "gzip"}
            connection.request("GET", path, headers=headers)
            answer = connection.getresponse()
            answer.read()
            assert answer.status == 200, (path, answer.status)
            times.append(time.perf_counter() - started)

    threads = [threading.Thread(target=client) for _ in range(connections)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(times)


def main() -> None:
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 3.0
    with demo_server() as address:
        cookie = sign_in(address)
        print(f"idle memory of mergelab serve: {resident_bytes() / 2**20:.0f} MiB\n")
        print("| page | connections | p50 ms | p95 ms | requests/s |")
        print("|---|---|---|---|---|")
        for name, path in PAGES.items():
            load(address, path, cookie, 1, 0.3)
            for connections in CONNECTIONS:
                times = load(address, path, cookie, connections, seconds)
                p50 = times[len(times) // 2] * 1000
                p95 = times[int(len(times) * 0.95)] * 1000
                rate = len(times) / seconds
                print(
                    f"| {name} | {connections} | {p50:.0f} | {p95:.0f} | {rate:.0f} |", flush=True
                )


if __name__ == "__main__":
    main()
