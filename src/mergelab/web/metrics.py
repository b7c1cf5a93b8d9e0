"""What the server counts about itself, in Prometheus' text format at ``/-/metrics``."""

from collections.abc import Callable, Iterator
from time import perf_counter
from typing import Any, Final

from prometheus_client import CollectorRegistry, Counter, Histogram, ProcessCollector
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from mergelab.kit import tasks

BUCKETS: Final = (0.01, 0.025, 0.05, 0.1, 0.2, 0.5, 1.0, 2.5, 5.0, 10.0, 60.0)

REGISTRY: Final = CollectorRegistry()
REQUESTS: Final = Counter(
    "mergelab_requests",
    "Requests answered, by route name, method and status.",
    ("route", "method", "status"),
    registry=REGISTRY,
)
SECONDS: Final = Histogram(
    "mergelab_request_seconds",
    "Time to the first byte of the answer, by route name.",
    ("route",),
    buckets=BUCKETS,
    registry=REGISTRY,
)
DATABASE_SECONDS: Final = Counter(
    "mergelab_database_seconds",
    "Time spent in database statements of requests, by route name.",
    ("route",),
    registry=REGISTRY,
)
DATABASE_STATEMENTS: Final = Counter(
    "mergelab_database_statements",
    "Database statements of requests, by route name.",
    ("route",),
    registry=REGISTRY,
)


class BackgroundWork(Collector):
    """The queue's lengths and the living workers, read when the metrics are asked for."""

    def collect(self) -> Iterator[Metric]:
        """Two gauges."""
        counts = tasks.counts()
        gauge = GaugeMetricFamily(
            "mergelab_tasks",
            "Background tasks by state; ended ones are kept a while.",
            None,
            ("state",),
        )
        for state in ("queued", "running", "failed", "finished"):
            gauge.add_metric((state,), getattr(counts, state))
        yield gauge
        yield GaugeMetricFamily(
            "mergelab_workers", "Worker processes with a recent heartbeat.", tasks.workers_alive()
        )

    def describe(self) -> Iterator[Metric]:
        """Nothing: asking the database is left to the first scrape."""
        yield from ()


REGISTRY.register(BackgroundWork())
ProcessCollector(registry=REGISTRY)


class StatementClock:
    """Sums the time and number of a request's database statements."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self.statements = 0

    def __call__(
        self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any
    ) -> Any:
        """Run a statement; the signature is that of Django's database instrumentation."""
        started = perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            self.seconds += perf_counter() - started
            self.statements += 1


def observe(route: str, method: str, status: int, seconds: float, clock: StatementClock) -> None:
    """Count one answered request."""
    REQUESTS.labels(route, method, str(status)).inc()
    SECONDS.labels(route).observe(seconds)
    DATABASE_SECONDS.labels(route).inc(clock.seconds)
    DATABASE_STATEMENTS.labels(route).inc(clock.statements)
