"""`@user`, `!12`, `#12` and commits named in a text."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html import escape
from typing import Literal, Protocol

MOST = 500
"""Different names of one text that are looked up."""

_REFERENCE = re.compile(
    r"(?<![\w@!#&/.~-])(?:"
    r"@(?P<user>[A-Za-z0-9_](?:[A-Za-z0-9_.-]{0,253}[A-Za-z0-9_])?)(?![\w@/])"
    r"|!(?P<merge_request>[1-9][0-9]{0,8})(?!\w)"
    r"|\#(?P<issue>[1-9][0-9]{0,8})(?!\w)"
    r"|(?P<commit>[0-9a-f]{7,40})(?![\w/-]|\.\w)"
    r")"
)

Kind = Literal["user", "merge_request", "issue", "commit"]


class References(Protocol):
    """Addresses for what a text names; None where there is nothing the reader may see."""

    def user(self, name: str) -> str | None: ...

    def merge_request(self, iid: int) -> str | None: ...

    def issue(self, iid: int) -> str | None: ...

    def commit(self, sha: str) -> str | None: ...


@dataclass(frozen=True)
class Found:
    """What a text names outside code and links, whether or not it exists."""

    users: set[str] = field(default_factory=set)
    merge_requests: set[int] = field(default_factory=set)
    issues: set[int] = field(default_factory=set)
    commits: set[str] = field(default_factory=set)

    def collect(self, text: str) -> None:
        """Adds what a piece of the text names."""
        for kind, value, _ in _matches(text):
            if kind == "user":
                self.users.add(value)
            elif kind == "merge_request":
                self.merge_requests.add(int(value))
            elif kind == "issue":
                self.issues.add(int(value))
            else:
                self.commits.add(value)


class Linker:
    """Puts links into the pieces of one text, looking each name up once."""

    def __init__(self, references: References) -> None:
        self._lookups: dict[str, Callable[[str], str | None]] = {
            "user": references.user,
            "merge_request": lambda iid: references.merge_request(int(iid)),
            "issue": lambda iid: references.issue(int(iid)),
            "commit": references.commit,
        }
        self._known: dict[tuple[Kind, str], str | None] = {}

    def html(self, text: str) -> str:
        """The text escaped, with links."""
        parts: list[str] = []
        at = 0
        for kind, value, match in _matches(text):
            url = self._url(kind, value)
            if url is None:
                continue
            label = value[:8] if kind == "commit" else match.group()
            parts.append(escape(text[at : match.start()], quote=False))
            parts.append(f'<a class="reference" href="{escape(url)}">{escape(label)}</a>')
            at = match.end()
        parts.append(escape(text[at:], quote=False))
        return "".join(parts)

    def _url(self, kind: Kind, value: str) -> str | None:
        key = (kind, value)
        if key not in self._known:
            if len(self._known) >= MOST:
                return None
            self._known[key] = self._lookups[kind](value)
        return self._known[key]


def _matches(text: str) -> Iterator[tuple[Kind, str, re.Match[str]]]:
    for match in _REFERENCE.finditer(text):
        kind: Kind
        for kind in ("user", "merge_request", "issue", "commit"):
            value = match.group(kind)
            if value and (kind != "commit" or not value.isdigit()):
                yield kind, value, match
