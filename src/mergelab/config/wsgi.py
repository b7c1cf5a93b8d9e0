"""The WSGI application that Granian serves. It does not start with an undeclared route."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mergelab.config.settings")

application = get_wsgi_application()


def _refuse_undeclared() -> None:
    from django.urls import get_resolver

    from mergelab.kit.access import require_declared

    require_declared(get_resolver().url_patterns)


_refuse_undeclared()
