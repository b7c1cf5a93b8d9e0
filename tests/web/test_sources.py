"""Rules about the sources of every page: templates, scripts and styles."""

import gzip
import re
from pathlib import Path

import pytest

import mergelab
from mergelab.web.icons import ICONS
from mergelab.web.stylesheet import page_sheet, style_sheet

SRC = Path(mergelab.__file__).parent
TEMPLATES = sorted(SRC.glob("*/templates/**/*.html"))
STATIC = SRC / "web" / "static" / "web"
TAG = re.compile(r"<[a-zA-Z][^>]*>")
DJANGO = re.compile(r"{%.*?%}|{{.*?}}|{#.*?#}", re.DOTALL)
HANDLER = re.compile(r"""\son[a-z]+\s*=""")
STYLE_ATTRIBUTE = re.compile(r"""\sstyle\s*=""")
ICON_TAG = re.compile(r"""{%\s*icon\s+"([\w-]+)\"""")
ICON_ARGUMENT = re.compile(r"""\bicon="([\w-]+)\"""")


def markup(path: Path) -> str:
    """The template's own HTML, without what Django fills in."""
    return DJANGO.sub("", path.read_text(encoding="utf-8"))


def name_of(path: Path) -> str:
    return str(path.relative_to(SRC))


def test_there_are_templates() -> None:
    assert len(TEMPLATES) > 40


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_no_inline_code_or_style(path: Path) -> None:
    text = markup(path)
    for tag in TAG.findall(text):
        assert not HANDLER.search(tag), tag
        assert not STYLE_ATTRIBUTE.search(tag), tag
        assert not tag.lower().startswith("<style"), tag
        assert "hx-on" not in tag, tag
        assert "javascript:" not in tag.lower(), tag
        if tag.lower().startswith("<script"):
            assert " src=" in tag, tag


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_icons_exist(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    used = set(ICON_TAG.findall(text)) | set(ICON_ARGUMENT.findall(text))
    assert used - ICONS.keys() == set()


def test_no_script_evaluates_text() -> None:
    """And none sets a style but a custom property; a frame's own script has a policy of its own."""
    for path in SRC.glob("*/static/**/*.js"):
        if "vendor" in path.parts:
            continue
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"\beval\(|new Function|setAttribute\(.style", text), path
        styles = re.findall(r"\.style\.(?!setProperty\(`--)", text)
        assert not styles or path.name == "frame.js", path


def test_the_main_module_imports_only_files_that_exist() -> None:
    for path in STATIC.glob("*.js"):
        for target in re.findall(r'(?:from|import) "(\./[\w-]+\.js)"', path.read_text("utf-8")):
            assert (path.parent / target).is_file(), f"{path.name} imports {target}"


def test_sizes_stay_within_the_budget() -> None:
    """The design's budget for a merge request page: 15 KB of CSS and 60 KB of scripts, gzipped."""
    page = page_sheet("changes")
    assert page is not None
    figures = (STATIC / "figure-views.css").read_text("utf-8")
    sheets = (style_sheet().text, page.text, figures)
    styles = sum(len(gzip.compress(text.encode("utf-8"))) for text in sheets)
    scripts = [*STATIC.glob("*.js"), STATIC.parent / "vendor" / "htmx.min.js"]
    code = sum(len(gzip.compress(path.read_bytes())) for path in scripts)
    assert styles <= 15_000
    assert code <= 60_000
