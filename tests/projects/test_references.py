"""Every REST address reads in one way, though paths of projects hold slashes."""

import re

import pytest
from django.urls import resolve

from mergelab.config.api_urls import urlpatterns
from mergelab.kit.access import declared_routes
from mergelab.projects.paths import RESERVED


def test_words_after_a_reference_are_reserved_names() -> None:
    routes = [where for where, _ in declared_routes(urlpatterns)]
    found = [re.match(r"(?:projects|groups)/<[^>]+>/(\w+)", where) for where in routes]
    assert {match[1] for match in found if match} - RESERVED == set()


@pytest.mark.parametrize(
    ("path", "name", "reference"),
    [
        ("projects/2/merge_requests/1/approvals", "api_merge_request_approvals", "2"),
        ("projects/2/approvals", "api_approval_settings", "2"),
        ("projects/a/b/merge_requests/1/approvals", "api_merge_request_approvals", "a/b"),
        ("projects/a/b/c", "api_project", "a/b/c"),
        ("projects/a/b/repository/archive", "api_archive", "a/b"),
        ("projects/a/b/archive", "api_project_archive", "a/b"),
        ("projects/a/b/repository/files/members/5", "api_file", "a/b"),
        ("projects/a/b/members/all/5", "api_project_member_all", "a/b"),
        ("projects/a/tags-of-b/repository/tags/v1", "api_tag", "a/tags-of-b"),
    ],
)
def test_a_project_ends_where_its_path_ends(path: str, name: str, reference: str) -> None:
    found = resolve(f"/api/v4/{path}")
    assert (found.url_name, found.kwargs["project"]) == (name, reference)
