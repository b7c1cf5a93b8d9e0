import pytest
from hypothesis import given
from hypothesis import strategies as st

from mergelab.pure.textdiff import Part, is_suspicious, reveal


def kinds(text: str) -> list[tuple[str, str]]:
    return [(part.label, part.kind) for part in reveal(text) if part.kind != "text"]


def test_plain_text_is_one_part() -> None:
    assert reveal("x = 1\t# ok") == [Part("x = 1\t# ok", "text")]
    assert reveal("größe Δx 東京") == [Part("größe Δx 東京", "text")]
    assert reveal("") == []


def test_reordering_is_shown() -> None:
    assert reveal("if a\u202e b\u2066") == [
        Part("if a", "text"),
        Part("\u202e", "bidi"),
        Part(" b", "text"),
        Part("\u2066", "bidi"),
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a\u200bb", [("U+200B", "invisible")]),
        ("\ufeffx", [("U+FEFF", "invisible")]),
        ("x\u00ad", [("U+00AD", "invisible")]),
        ("x\U000e0041", [("U+E0041", "invisible")]),
        ("a\u3164b", [("U+3164", "invisible")]),
        ("a\x1b[0m", [("U+001B", "control")]),
        ("a\rb", [("U+000D", "control")]),
        ("a\x00", [("U+0000", "control")]),
        ("\udc80", [("U+DC80", "control")]),
        ("a\u00a0b", [("U+00A0", "space")]),
        ("a\u2028b", [("U+2028", "space")]),
        ("is_аdmin = 1", []),
        ("is_аdminx\u200b", [("U+200B", "invisible")]),
        ("pаypal", [("pаypal", "mixed")]),
        ("x_sсope2", [("sсope", "mixed")]),
        ("привет", []),
        ("αβ Δt σ2 μm", []),
    ],
)
def test_findings(text: str, expected: list[tuple[str, str]]) -> None:
    if text.startswith("is_"):
        expected = [(text[3:8] + text[8:9].strip(" \u200b"), "mixed"), *expected]
    assert kinds(text) == expected


@pytest.mark.parametrize(
    "text", ["👩\u200d💻", "❤\ufe0f", "1\ufe0f\u20e3", "می\u200cخواهم", "क्\u200dष"]
)
def test_joiners_where_they_belong_are_plain(text: str) -> None:
    assert kinds(text) == []


def test_what_deserves_a_banner() -> None:
    assert is_suspicious("a\u202eb")
    assert is_suspicious("pаypal")
    assert not is_suspicious("a\u00a0b\r")


@given(st.text(alphabet=st.sampled_from("ab_1 \u0430\u202e\u200b\u200d\ufe0f\r\x00\u00a0é")))
def test_the_parts_are_the_text(text: str) -> None:
    parts = reveal(text)
    assert "".join(part.text for part in parts) == text
    assert all(len(part.text) == 1 for part in parts if part.kind not in {"text", "mixed"})
