"""Secrets known by their shape: tokens with the issuer's prefix, private keys, addresses.

Shapes as the issuers document them. Each pattern is tried only where its fixed part stands and
looks at a bounded number of characters, so that the work is linear in the text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Final, NamedTuple

from mergelab.pure.notebookdiff.hints.secrets.strength import (
    is_placeholder,
    is_random,
    is_repetitive,
)


class Secret(NamedTuple):
    """What it is, with its article, and the secret itself."""

    name: str
    value: str


class _Shape(NamedTuple):
    name: str
    parts: tuple[str, ...]
    pattern: re.Pattern[str]
    check: Callable[[str], bool] = lambda _value: True


_START: Final = r"(?<![\w+/=-])"
_END: Final = r"(?![\w+/=-])"


def _token(body: str) -> re.Pattern[str]:
    """A token that stands alone: inside base64 such letters come up by chance."""
    return re.compile(f"{_START}{body}{_END}")


_SHAPES: Final = (
    _Shape("an AWS access key", ("AKIA", "ASIA"), _token(r"A[KS]IA[0-9A-Z]{16}")),
    _Shape(
        "a GitHub token", ("ghp_", "gho_", "ghu_", "ghs_", "ghr_"), _token(r"gh[pousr]_\w{36,255}")
    ),
    _Shape("a GitHub token", ("github_pat_",), _token(r"github_pat_\w{50,255}")),
    _Shape(
        "a GitLab token",
        ("glpat-", "glrt-", "glcbt-", "gldt-", "glptt-", "glsoat-", "glft-", "glagent-"),
        _token(r"gl(?:pat|rt|cbt|dt|ptt|soat|ft|agent)-[\w.-]{16,255}"),
        is_random,
    ),
    _Shape("a Slack token", ("xox",), _token(r"xox[abeoprs]-[\w-]{20,255}"), is_random),
    _Shape(
        "the address of a Slack hook",
        ("hooks.slack.com/",),
        re.compile(r"hooks\.slack\.com/(?:services|workflows)/\w{6,20}/\w{6,20}/\w{16,64}"),
    ),
    _Shape("a Google API key", ("AIza",), _token(r"AIza[\w-]{35}")),
    _Shape("a Google client secret", ("GOCSPX-",), _token(r"GOCSPX-[\w-]{28}")),
    _Shape("an Anthropic API key", ("sk-ant-",), _token(r"sk-ant-[\w-]{20,255}"), is_random),
    _Shape(
        "an OpenAI API key",
        ("sk-",),
        _token(r"sk-(?!ant-)(?:proj-|svcacct-|admin-)?[\w-]{32,255}"),
        is_random,
    ),
    _Shape("a Hugging Face token", ("hf_",), _token(r"hf_[A-Za-z0-9]{30,60}"), is_random),
    _Shape("a PyPI token", ("pypi-",), _token(r"pypi-[\w-]{70,255}")),
    _Shape("an npm token", ("npm_",), _token(r"npm_[A-Za-z0-9]{36}"), is_random),
    _Shape("a Stripe key", ("k_live_",), _token(r"[rs]k_live_[A-Za-z0-9]{20,255}")),
    _Shape("a SendGrid key", ("SG.",), _token(r"SG\.[\w-]{22}\.[\w-]{43}")),
    _Shape("a Databricks token", ("dapi",), _token(r"dapi[0-9a-f]{32}(?:-\d)?")),
    _Shape(
        "an Azure storage key",
        ("AccountKey=",),
        re.compile(r"AccountKey=[\w+/]{86}=="),
    ),
    _Shape(
        "a private key",
        ("PRIVATE KEY",),
        re.compile(
            r"-----BEGIN (?:[A-Z0-9]{1,12} ){0,2}PRIVATE KEY(?: BLOCK)?-----"
            r"(?:\\n|[\s\"',+]){1,40}[A-Za-z0-9+/=:\\ \n-]{40,4000}"
        ),
    ),
    _Shape(
        "a JSON web token",
        ("eyJ",),
        _token(r"eyJ[\w-]{8,2000}\.eyJ[\w-]{8,4000}\.[\w-]{16,1000}"),
    ),
)
_ADDRESS = re.compile(r"://([^\s:@/'\"<>?#]{1,64}):([^\s@/'\"<>]{3,200})@[\w.-]{1,200}")
_MOST: Final = 200
_ANY = re.compile("|".join(re.escape(part) for shape in _SHAPES for part in shape.parts))
_SHORT: Final = 4_000
"""Characters up to which one pattern for all parts is faster than a search for each part."""
_SHORTEST: Final = 12


def shaped(text: str) -> Iterator[Secret]:
    """The secrets in a text that have a known shape, at most a few hundred."""
    if len(text) < _SHORTEST:
        return
    shapes = () if len(text) < _SHORT and not _ANY.search(text) else _SHAPES
    for shape in shapes:
        if any(part in text for part in shape.parts):
            for number, match in enumerate(shape.pattern.finditer(text)):
                if number >= _MOST:
                    break
                value = match[0]
                if not is_placeholder(value) and not is_repetitive(value) and shape.check(value):
                    yield Secret(shape.name, value)
    if "://" in text and "@" in text:
        yield from _in_addresses(text)


def _in_addresses(text: str) -> Iterator[Secret]:
    for match in _ADDRESS.finditer(text):
        user, password = match.groups()
        if password != user and not (is_placeholder(password) or password.isdecimal()):
            yield Secret("a password in an address", password)
