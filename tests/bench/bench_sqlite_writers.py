"""How long a write waits among many writers, with the writer lock and without.

``python tests/bench/bench_sqlite_writers.py [PROCESSES [WRITES [THREADS]]]``
"""

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

WRITER = Path(__file__).parents[1] / "support" / "sqlite_writer.py"
CREATE = (
    "import sys; sys.path.insert(0, {folder!r}); import sqlite_writer as w; "
    "w.configure({file!r}, {engine!r}); w.create_table()"
)


def measure(engine: str, processes: int, writes: int, threads: int) -> str:
    """One line of figures for one engine."""
    with tempfile.TemporaryDirectory() as folder:
        file = str(Path(folder) / "bench.sqlite3")
        create = CREATE.format(folder=str(WRITER.parent), file=file, engine=engine)
        subprocess.run([sys.executable, "-c", create], check=True)
        argv = [sys.executable, str(WRITER), file, engine, str(writes), str(threads)]
        started = time.perf_counter()
        running = [subprocess.Popen(argv, stdout=subprocess.PIPE) for _ in range(processes)]
        results = [json.loads(process.communicate()[0]) for process in running]
        seconds = time.perf_counter() - started
    latencies = sorted(one for result in results for one in result["latencies"])
    failures = sum(len(result["failures"]) for result in results)

    def at(share: float) -> float:
        return latencies[min(int(len(latencies) * share), len(latencies) - 1)]

    return (
        f"{engine:20} {len(latencies) / seconds:7.0f} writes/s  p50 {at(0.5):7.2f}  "
        f"p99 {at(0.99):7.2f}  p99.9 {at(0.999):7.2f}  max {latencies[-1]:8.2f} ms  "
        f"failed {failures}"
    )


def main() -> None:
    numbers = [int(text) for text in sys.argv[1:]]
    processes, writes, threads = (numbers + [8, 500, 1][len(numbers) :])[:3]
    sys.stdout.write(f"{processes} processes x {threads} threads x {writes} writes\n")
    for engine in ("plain", "mergelab.kit.sqlite"):
        sys.stdout.write(measure(engine, processes, writes, threads) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
