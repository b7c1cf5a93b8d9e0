"""`docs/reference/rest.md`, rendered from the declared routes by running this module."""

import os
import sys
import tempfile

from django.urls import URLPattern, URLResolver

INTRODUCTION = """\
# REST

The API lives under `/api/v4` and speaks GitLab's shapes, so that its clients work unchanged. The same list, with every field, is served as an OpenAPI document at `/api/v4/openapi.json`.

**Who asks.** Send an access token as `PRIVATE-TOKEN: glpat-…` or `Authorization: Bearer glpat-…`. Session cookies are not looked at, and tokens in the query string are refused. Reading needs the scope `read_api` or `api`, everything else `api`.

**Names.** A project or group is its number or its path with `/` written as `%2F`. So are files, branches and tags. Merge requests have their number in the project. Fields of a body may stand in the query string instead, and bodies may be JSON or forms.

**Pages.** `page` and `per_page` (20, at most 100), with `Link` and `X-Total…` headers; offsets end at 50,000. `pagination=keyset` follows the `Link` header without counting.

**Errors.** `{"message": …}` holds a sentence, or the field with what is wrong in it; `{"error": …}` names a missing scope. 400 the input is wrong, 401 who asks is not known, 403 one may not, 404 it is not there or one may not see it, 405 it cannot be done now (a merge that a check stops), 409 it does not fit the present state, 413 too large (4 MiB, or 140 MiB where files are written), 422 the branches conflict, 429 too many requests: wait for `Retry-After` seconds.

**Rate.** `RateLimit-Limit`, `-Remaining` and `-Reset` tell how many requests are left in this minute.

| method | path under `/api/v4` | |
|---|---|---|
"""


def render(patterns: list[URLPattern | URLResolver]) -> str:
    """The page as Markdown."""
    from mergelab.kit.rest.openapi import document

    paths = document(patterns, base_url="", version="")["paths"]
    rows = [
        f"| {method.upper()} | `{path}` | {described['summary']} |\n"
        for path, methods in sorted(paths.items())
        for method, described in methods.items()
    ]
    return INTRODUCTION + "".join(rows)


def main() -> None:
    """Print the page."""
    with tempfile.TemporaryDirectory() as scratch:
        os.environ["MERGELAB_DATA_DIR"] = scratch
        os.environ["DJANGO_SETTINGS_MODULE"] = "mergelab.config.settings"
        import django

        django.setup()
        from mergelab.config.api_urls import urlpatterns

        sys.stdout.write(render(urlpatterns))


if __name__ == "__main__":
    main()
