import pytest
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser, LexborNode

from mergelab.kit.markdown.scan import is_cheap


def cheap(html: str, depth: int = 100) -> bool:
    return is_cheap(html, characters=600_000, depth=depth)


def test_ordinary_html_is_cheap() -> None:
    row = "<tr><th>1</th><td class='a'>x &amp; y</td><td>z<br></td></tr>"
    assert cheap(f"<div><style>a > b {{}}</style><table><tbody>{row * 5_000}</tbody></table></div>")


def test_comments_end_where_a_parser_ends_them() -> None:
    assert cheap("<div><!--></div>-->" * 101)
    assert cheap("<div><!-- --!></div>-->" * 101)
    assert cheap("<div><!-- <div> --></div>" * 101)


def test_odd_names_are_read_to_their_end() -> None:
    assert cheap("<x\u0130></x\u0130>" * 50)
    assert not cheap("<x\u0130><div>" * 101)


def test_omitted_ends_are_fine() -> None:
    assert cheap("<ul>" + "<li>a" * 1_000 + "</ul>")
    assert cheap("<table>" + "<tr><td>a</td></tr>" * 3_000 + "</table>")
    assert cheap("<p>x" * 10_000)


@pytest.mark.parametrize(
    "bomb",
    [
        "<div>" * 101,
        "<b>" * 101,
        "<div><marquee></div></marquee>" * 101,
        "<div title='</div>'>" * 101,
        "<div><!-- </div> -->" * 101,
        "<svg><![CDATA[></svg>]]>" * 101,
        "<svg><style><g>" * 101,
        "<b><li></b><b><dd></b>" * 101,
        "<x><li></x><x><dd></x>" * 101,
        "<svg><div/>" * 101,
        "<p " + " ".join(f"a{n}" for n in range(200)) + ">",
        "<p " + "a='1'" * 200 + ">",
        "<p " + "/" * 10 + "=" * 200 + " =" * 200 + ">",
        "<p>" + "".join(f"<b c={n}>" for n in range(50)) + "</p>" + "<p>x</p>" * 10_000,
        "<style " + "a " * 200 + "></style>",
        "&" * 200_000,
        "x" * 600_001,
    ],
)
def test_bombs_are_not(bomb: str) -> None:
    assert not cheap(bomb)


@pytest.mark.parametrize(
    "text", ["<", "</", "<!", "<!--", "<p", "<p a", "<p a='", "</p", "<script>", "<?"]
)
def test_cut_off_markup_is_read_to_its_end(text: str) -> None:
    assert cheap(text)


TAGS = st.sampled_from(
    [
        *(
            "a",
            "b",
            "i",
            "p",
            "div",
            "li",
            "ul",
            "dd",
            "dt",
            "dl",
            "td",
            "tr",
            "table",
            "span",
            "x",
        ),
        *("svg", "math", "style", "script", "title", "button", "marquee", "select", "option", "h1"),
        *("form", "template", "br", "img", "foreignObject", "desc", "mtext", "textarea", "pre"),
    ]
)
PIECES = st.one_of(
    TAGS.map(lambda tag: f"<{tag}>"),
    TAGS.map(lambda tag: f"</{tag}>"),
    TAGS.map(lambda tag: f"<{tag}/>"),
    st.sampled_from(
        ["x", "<!--", "-->", "--!>", "<!", ">", "'", '"', "<p a='", '<b a="', "<![CDATA["]
    ),
)


def deepest(html: str) -> int:
    def depth(node: LexborNode) -> int:
        return 1 + max((depth(child) for child in node.iter()), default=0)

    body = LexborHTMLParser(html).body
    return depth(body) - 1 if body is not None else 0


@given(st.lists(PIECES, max_size=30))
def test_the_parser_never_goes_deeper_than_was_allowed(pieces: list[str]) -> None:
    html = "".join(pieces)
    actual = deepest(html)
    repairs = 3  # html, head and table parts that a parser puts in by itself
    assert actual <= repairs or not is_cheap(html, characters=10_000, depth=actual - repairs - 1)
