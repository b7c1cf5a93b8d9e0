"""``mergelab work``: a worker that runs background tasks."""

from mergelab.cli import options, prepare


def main(argv: list[str]) -> int:
    """Work until SIGTERM or SIGINT."""
    made = options.parser("work", "Start a worker for background tasks alone.")
    made.add_argument("--threads", type=int, help="tasks at once (MERGELAB_WORKER_THREADS)")
    args = made.parse_args(argv)
    options.enter(args)
    if args.parent is None and prepare.prepare_or_explain() is None:
        return 1
    import django

    django.setup()
    from django.conf import settings

    from mergelab.kit.tasks.worker import work

    work(threads=args.threads or settings.WORKER_THREADS)
    return 0
