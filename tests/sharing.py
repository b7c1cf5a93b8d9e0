"""How xdist shares the tests between its workers.

Its own `--dist loadgroup` writes the group into an attribute that pytest 9.2 does not read.
"""

from xdist.scheduler import LoadScopeScheduling


class BrowserTogether(LoadScopeScheduling):
    """The tests in tests/e2e share one worker, for they share servers; each other goes anywhere."""

    def _split_scope(self, nodeid: str) -> str:
        return "browser" if nodeid.startswith("tests/e2e/") else nodeid
