"""What `make check` asks of the running parts: Django's checks, migrations, declared routes."""

import os
import sys
import tempfile


def main() -> int:
    """Print what is wrong; 1 if anything is."""
    with tempfile.TemporaryDirectory() as scratch:
        os.environ["MERGELAB_DATA_DIR"] = scratch
        os.environ["DJANGO_SETTINGS_MODULE"] = "mergelab.config.settings"
        import django
        from django.core.management import call_command
        from django.core.management.base import SystemCheckError
        from django.urls import get_resolver

        from mergelab.kit.access import declared_routes, require_declared

        django.setup()
        try:
            call_command("check", fail_level="WARNING", verbosity=0)
            call_command("makemigrations", check=True, dry_run=True, verbosity=1)
        except (SystemCheckError, SystemExit) as error:
            sys.stderr.write(f"{error}\n")
            return 1
        require_declared(get_resolver().url_patterns)
        routes = sum(1 for _ in declared_routes(get_resolver().url_patterns))
    sys.stdout.write(f"{routes} routes are declared, migrations are complete\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
