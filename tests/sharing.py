"""How xdist shares the tests between its workers.

Its own `--dist loadgroup` writes the group into an attribute that pytest 9.2 does not read.
"""

from xdist.scheduler import LoadScopeScheduling

#: Tests of one folder that share servers and pictures.
FOLDERS = ("tests/e2e/",)
#: Files whose tests share what takes seconds to make: a server, an instance, a loop of kills.
FILES = (
    "tests/compat/",
    "tests/fault/",
    "tests/cli/test_operators.py",
    "tests/security/test_server.py",
)


class MakersTogether(LoadScopeScheduling):
    """Keeps tests that share something costly on one worker; each other goes anywhere."""

    def _split_scope(self, nodeid: str) -> str:
        for folder in FOLDERS:
            if nodeid.startswith(folder):
                return folder
        return nodeid.partition("::")[0] if nodeid.startswith(FILES) else nodeid
