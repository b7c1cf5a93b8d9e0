"""A process that writes to one SQLite database: run by tests and by the writers' benchmark.

``sqlite_writer.py FILE ENGINE COUNT [THREADS]`` prints JSON: failures and latencies in ms.
ENGINE is ``mergelab.kit.sqlite``, or ``plain`` for Django's backend with the same pragmas and no
lock.
"""

import json
import sys
import threading
import time

import django
from django.conf import settings

PRAGMAS = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL"
PLAIN = {"transaction_mode": "IMMEDIATE", "timeout": 20, "init_command": PRAGMAS}


def configure(file: str, engine: str) -> None:
    plain = engine == "plain"
    database = {
        "ENGINE": "django.db.backends.sqlite3" if plain else engine,
        "NAME": file,
        "OPTIONS": PLAIN if plain else {},
    }
    settings.configure(DATABASES={"default": database}, USE_TZ=True)
    django.setup()


def create_table() -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TABLE IF NOT EXISTS note (id INTEGER PRIMARY KEY, writer TEXT, body TEXT)"
        )
    connection.close()


def write(writer: str, count: int, latencies: list[float], failures: list[str]) -> None:
    """Half of the writes are transactions of two statements, half single statements."""
    from django.db import DatabaseError, connection, transaction

    for number in range(count):
        started = time.perf_counter()
        try:
            if number % 2:
                with connection.cursor() as cursor:
                    cursor.execute("INSERT INTO note (writer, body) VALUES (%s, %s)", [writer, "a"])
            else:
                with transaction.atomic(), connection.cursor() as cursor:
                    cursor.execute("SELECT count(*) FROM note WHERE writer = %s", [writer])
                    cursor.execute("INSERT INTO note (writer, body) VALUES (%s, %s)", [writer, "b"])
        except DatabaseError as error:
            failures.append(str(error))
        latencies.append((time.perf_counter() - started) * 1000)
    connection.close()


def main() -> None:
    file, engine, count = sys.argv[1], sys.argv[2], int(sys.argv[3])
    thread_count = int(sys.argv[4]) if len(sys.argv) > 4 else 1
    configure(file, engine)
    latencies: list[float] = []
    failures: list[str] = []
    threads = [
        threading.Thread(target=write, args=(f"{time.time_ns()}-{n}", count, latencies, failures))
        for n in range(thread_count)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    sys.stdout.write(json.dumps({"latencies": latencies, "failures": failures}))


if __name__ == "__main__":
    main()
