from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mergelab.web.components import text

NOW = datetime(2026, 3, 5, 12, 0, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (0, "just now"),
        (59, "just now"),
        (60, "1 minute ago"),
        (119, "1 minute ago"),
        (120, "2 minutes ago"),
        (3599, "59 minutes ago"),
        (3600, "1 hour ago"),
        (86399, "23 hours ago"),
        (86400, "1 day ago"),
        (29 * 86400, "29 days ago"),
        (30 * 86400, "1 month ago"),
        (364 * 86400, "12 months ago"),
        (365 * 86400, "1 year ago"),
        (-30, "just now"),
        (-3600 * 5, "in 5 hours"),
        (-86400 * 3, "in 3 days"),
    ],
)
def test_relative(seconds: int, said: str) -> None:
    assert text.relative(NOW - timedelta(seconds=seconds), NOW) == said


def test_ago_shows_the_exact_moment_on_hover() -> None:
    moment = datetime(2020, 1, 2, 3, 4, 5, 678, tzinfo=UTC)
    markup = text.ago(moment)
    assert markup.startswith(
        '<time datetime="2020-01-02T03:04:05+00:00" title="2 January 2020, 03:04:05 UTC">'
    )
    assert markup.endswith(" years ago</time>")


def test_ago_without_a_moment() -> None:
    assert text.ago(None) == '<span class="subtle">never</span>'
    assert text.ago(None, empty="<not yet>") == '<span class="subtle">&lt;not yet&gt;</span>'


@pytest.mark.parametrize(
    ("value", "said"), [(0, "0"), (999, "999"), (1234567, "1,234,567"), ("many", "many")]
)
def test_number(value: object, said: str) -> None:
    assert text.number(value) == said


@pytest.mark.parametrize(
    ("value", "said"),
    [(0, "0"), (999, "999"), (1000, "1.0k"), (1240, "1.2k"), (9949, "9.9k"), (9950, "10k"),
     (34_400, "34k"), (999_499, "999k"), (999_500, "1.0M"), (5_100_000, "5.1M"), (2 * 10**9, "2G")],
)  # fmt: skip
def test_compact(value: int, said: str) -> None:
    assert text.compact(value) == said


@given(st.integers(min_value=0, max_value=999 * 10**9))
def test_compact_has_at_most_four_characters(value: int) -> None:
    assert len(text.compact(value)) <= 4


@pytest.mark.parametrize(
    ("value", "said"),
    [(0, "0 B"), (1023, "1023 B"), (1024, "1.0 KiB"), (1536, "1.5 KiB"), (20480, "20 KiB"),
     (5 * 1024**2, "5.0 MiB"), (3 * 1024**3, "3.0 GiB"), (7000 * 1024**4, "7000 TiB")],
)  # fmt: skip
def test_filesize(value: int, said: str) -> None:
    assert text.filesize(value) == said


@pytest.mark.parametrize(
    ("value", "noun", "said"),
    [(0, "file", "0 files"), (1, "file", "1 file"), (1234, "file", "1,234 files"),
     (1, "reply,replies", "1 reply"), (2, "reply,replies", "2 replies")],
)  # fmt: skip
def test_counted(value: int, noun: str, said: str) -> None:
    assert text.counted(value, noun) == said
