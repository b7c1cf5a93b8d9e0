"""A worker process that knows the tests' tasks: ``python -m support.worker_program THREADS``."""

import sys

import django


def main() -> None:
    django.setup()
    from mergelab.kit.tasks.worker import work

    work(threads=int(sys.argv[1]))


if __name__ == "__main__":
    main()
