"""Two projects: one of ana's and one of somebody else's."""

import pytest
from factories import make_user
from security.world import World, build

from mergelab.accounts.models import User


@pytest.fixture
def mine(ana: User) -> World:
    """ana's private project with one of everything."""
    return build(ana, "one")


@pytest.fixture
def own_other(ana: User) -> World:
    """Another private project of ana's, whose merge request is !2."""
    return build(ana, "two", merge_requests=2)


@pytest.fixture
def foreign(db: None) -> World:
    """cleo's private project, hidden from ana, whose merge request is !2."""
    return build(make_user("cleo"), "three", merge_requests=2)
