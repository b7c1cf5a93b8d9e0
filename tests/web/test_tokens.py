"""The colours of the tokens: every pair that carries text is readable in both themes."""

import re
from pathlib import Path

import pytest

import mergelab.web

CSS = Path(mergelab.web.__file__).parent / "static" / "web"
TOKEN = re.compile(r"--([\w-]+): light-dark\(#([0-9a-f]{6}), #([0-9a-f]{6})\);")
SURFACES = ["page", "raised", "sunken", "hover", "selected", "overlay"]
PAIRS = [
    *[(text, f"surface-{name}") for name in SURFACES for text in ("text-default", "text-subtle")],
    *[("text-faint", f"surface-{name}") for name in ("page", "raised", "sunken", "overlay")],
    *[("accent-text", f"surface-{name}") for name in SURFACES],
    ("text-inverse", "surface-inverse"),
    ("text-paper", "surface-paper"),
    ("accent-contrast", "accent"),
    ("accent-contrast", "accent-hover"),
    ("danger-contrast", "danger-solid"),
    ("danger-contrast", "danger-solid-hover"),
    *[
        (f"status-{name}", f"status-{name}-soft")
        for name in ("success", "warning", "danger", "info", "neutral")
    ],
    *[(f"status-{name}", "surface-raised") for name in ("success", "warning", "danger", "info")],
    *[("avatar-text", f"avatar-{number}") for number in range(10)],
    *[
        (f"syntax-{name}", surface)
        for name in (
            "text", "comment", "keyword", "string", "number", "name", "type", "tag", "meta"
        )
        for surface in ("surface-raised", "diff-added", "diff-removed")
    ],
    *[("syntax-text", mark) for mark in ("diff-added-mark", "diff-removed-mark")],
    *[("text-subtle", gutter) for gutter in ("diff-added-gutter", "diff-removed-gutter")],
]  # fmt: skip


def tokens() -> dict[str, tuple[str, str]]:
    text = (CSS / "tokens.css").read_text(encoding="utf-8")
    return {name: (light, dark) for name, light, dark in TOKEN.findall(text)}


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2.2 defines it."""
    channels = [int(colour[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    bright, dim = sorted((luminance(one), luminance(other)), reverse=True)
    return (bright + 0.05) / (dim + 0.05)


def test_contrast_of_black_and_white_is_the_known_maximum() -> None:
    assert round(contrast("000000", "ffffff"), 6) == 21.0


@pytest.mark.parametrize(("text", "surface"), PAIRS)
def test_text_is_readable_on_its_surface(text: str, surface: str) -> None:
    known = tokens()
    ratios = [round(contrast(known[text][theme], known[surface][theme]), 2) for theme in (0, 1)]
    assert min(ratios) >= 4.5, f"{text} on {surface}: light {ratios[0]}, dark {ratios[1]}"


@pytest.mark.parametrize("surface", ["surface-page", "surface-raised"])
def test_an_input_s_focus_and_control_borders_can_be_seen(surface: str) -> None:
    known = tokens()
    for border in ("accent", "border-control"):
        for theme in (0, 1):
            assert contrast(known[border][theme], known[surface][theme]) >= 3


def test_every_used_token_is_defined() -> None:
    names = re.compile(r"--([\w-]+)\s*:")
    used: set[str] = set()
    defined: set[str] = set()
    for path in CSS.glob("*.css"):
        text = path.read_text(encoding="utf-8")
        used |= set(re.findall(r"var\(--([\w-]+)", text))
        defined |= set(names.findall(text))
    for path in CSS.glob("*.js"):  # what scripts set with `setVariables`
        defined |= set(re.findall(r'"((?:figure|region)-[a-z]+)":', path.read_text("utf-8")))
    assert used - defined == set()


def test_colours_are_written_only_in_the_tokens() -> None:
    for path in CSS.glob("*.css"):
        if path.name == "tokens.css":
            continue
        text = path.read_text(encoding="utf-8")
        assert re.findall(r"#[0-9a-fA-F]{3,8}\b", text) == [], path.name
