"""The REST reference is what the routes say."""

from pathlib import Path

from mergelab.config.api_urls import urlpatterns
from mergelab.config.rest_reference import render

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "rest.md"


def test_the_page_is_up_to_date() -> None:
    message = "run: python -m mergelab.config.rest_reference > docs/reference/rest.md"
    assert PAGE.read_text() == render(urlpatterns), message
