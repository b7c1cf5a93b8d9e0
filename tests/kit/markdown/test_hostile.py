import pytest
from hypothesis import given
from hypothesis import strategies as st
from kit.markdown.hostile import HOSTILE
from kit.markdown.safety import findings

from mergelab.kit.markdown import render, sanitize_html


class Everything:
    """References and links that lead somewhere for any name."""

    def user(self, name: str) -> str:
        return f"/{name}"

    def merge_request(self, iid: int) -> str:
        return f"/-/merge_requests/{iid}"

    def issue(self, iid: int) -> str:
        return f"/-/issues/{iid}"

    def commit(self, sha: str) -> str:
        return f"/-/commit/{sha}"

    def link(self, path: str) -> str:
        return f"/blob/{path}"

    def image(self, path: str) -> str:
        return f"/raw/{path}"


EVERYTHING = Everything()


@pytest.mark.parametrize("name", HOSTILE)
def test_markdown(name: str) -> None:
    assert findings(render(HOSTILE[name])) == []
    assert findings(render(HOSTILE[name], references=EVERYTHING, links=EVERYTHING)) == []


@pytest.mark.parametrize("name", HOSTILE)
def test_html_output(name: str) -> None:
    assert findings(sanitize_html(HOSTILE[name]) or "") == []


@pytest.mark.parametrize("name", HOSTILE)
def test_inside_other_markup(name: str) -> None:
    text = HOSTILE[name]
    for around in (
        "> {}",
        "- {}",
        "| {} |\n|--|",
        "[{}](x)",
        "`{}`",
        "<div>{}",
        "# {}",
        "![{}](x)",
    ):
        assert findings(render(around.format(text), links=EVERYTHING)) == []
    for around in (
        "<table><tr><td>{}</table>",
        "<svg>{}</svg>",
        "<a href='{}'>x</a>",
        "<p title='{}",
    ):
        assert findings(sanitize_html(around.format(text)) or "") == []


def test_the_check_itself_finds_things() -> None:
    bad = '<p onclick="x" id="y"><script></script><a href="javascript:x">z</a><img src="//x">'
    assert findings(bad) == [
        "<p onclick>",
        "<p id>",
        "<script>",
        "href=javascript:x",
        "a without rel",
        "src=//x",
    ]


PIECES = st.sampled_from(
    [
        *(
            "<svg>",
            "<math>",
            "<style>",
            "</style>",
            "<script>",
            "<table>",
            "<td>",
            "</table>",
            "<a ",
        ),
        *("href=", "javascript:", "onerror=", "alert(1)", "<img ", "src=x ", ">", "'", '"', "<!--"),
        *(
            "-->",
            "<mtext>",
            "<mglyph>",
            "<p>",
            "</p>",
            "<noscript>",
            "<title>",
            "`",
            "[",
            "](",
            ")",
        ),
        *(
            "\n",
            "&lt;",
            "&#106;",
            "<form>",
            "</form>",
            "id=x ",
            "data-x=1 ",
            "<![CDATA[",
            "]]>",
            "<b>",
        ),
        *(
            "<select>",
            "<template>",
            "</svg>",
            "</math>",
            "<foreignObject>",
            "<annotation-xml>",
            "x ",
        ),
    ]
)


@given(st.lists(PIECES, max_size=25))
def test_any_mixture_is_safe(pieces: list[str]) -> None:
    text = "".join(pieces)
    assert findings(render(text, references=EVERYTHING, links=EVERYTHING)) == []
    assert findings(sanitize_html(text) or "") == []


@given(st.lists(PIECES, max_size=25))
def test_safe_html_stays_as_it_is(pieces: list[str]) -> None:
    once = sanitize_html("".join(pieces)) or ""
    assert sanitize_html(once) == once
