"""The REST API: each app's nouns, and the document that describes them."""

from functools import cache
from importlib.metadata import version
from typing import Any

import msgspec
from django.conf import settings
from django.http import HttpResponse
from django.urls import URLPattern, URLResolver, include, path

from mergelab.kit.access import Allow, Request, anyone, signed_in
from mergelab.kit.rest import endpoint, operation
from mergelab.kit.rest.openapi import document
from mergelab.projects import api_urls as projects


class ServerVersionOut(msgspec.Struct, kw_only=True):
    version: str
    revision: str


@operation("The server's version", returns=ServerVersionOut)
def show_version(_request: Request) -> ServerVersionOut:
    return ServerVersionOut(version=version("mergelab"), revision="mergelab")


@operation("This API as an OpenAPI 3.1 document", returns=dict[str, Any])
def show_document(_request: Request) -> HttpResponse:
    return HttpResponse(_document(), content_type="application/json")


@cache
def _document() -> bytes:
    described = document(
        urlpatterns, base_url=f"{settings.BASE_URL}/api/v4", version=version("mergelab")
    )
    return msgspec.json.encode(described)


urlpatterns: list[URLPattern | URLResolver] = [
    endpoint("version", name="api_version", get=Allow(show_version, signed_in)),
    endpoint("openapi.json", name="api_openapi", get=Allow(show_document, anyone)),
    path("", include("mergelab.accounts.api_urls")),
    path("", include("mergelab.merge_requests.api_urls")),
    path("", include("mergelab.repository.api_urls")),
    path("", include("mergelab.projects.api_urls")),
    *projects.last,
]
