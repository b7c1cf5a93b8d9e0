import io
from base64 import b64encode

from PIL import Image

from mergelab.kit.markdown import sanitize_html
from mergelab.kit.markdown.output import DEEPEST, DEEPEST_WITH_IMAGES, LARGEST


def data_url(kind: str) -> str:
    out = io.BytesIO()
    Image.new("RGB", (2, 2)).save(out, kind)
    return f"data:image/{kind};base64,{b64encode(out.getvalue()).decode()}"


def test_a_data_frame_keeps_its_structure() -> None:
    html = (
        '<div><style scoped>.dataframe tbody tr th {vertical-align: top}</style><table border="1" '
        'class="dataframe" id="T_1"><thead><tr style="x: y"><th colspan="2">a</th></tr>'
        '</thead><tbody><tr><td rowspan=2 align="RIGHT" data-x>1</td></tr></tbody></table></div>'
    )
    assert sanitize_html(html) == (
        '<div><table><thead><tr><th colspan="2">a</th></tr></thead><tbody><tr>'
        '<td rowspan="2" align="right">1</td></tr></tbody></table></div>'
    )


def test_absurd_spans_are_cut() -> None:
    assert sanitize_html("<table><td colspan=99999 rowspan=-1>x</td></table>") == (
        '<table><tbody><tr><td colspan="1000">x</td></tr></tbody></table>'
    )


def test_images_are_data_or_links() -> None:
    for kind in ("png", "jpeg", "gif", "webp"):
        assert sanitize_html(f'<img src="{data_url(kind)}" alt="x" width=2>') == (
            f'<img src="{data_url(kind)}" alt="x">'
        )
    assert sanitize_html('<img src="https://x.example/a.png" alt="a">') == (
        '<a href="https://x.example/a.png" rel="nofollow noopener noreferrer ugc">a</a>'
    )
    assert sanitize_html('<img src="a.png" alt="a">') == "a"


def test_relative_links_go() -> None:
    assert sanitize_html('<a href="/logout">a</a>') == (
        '<a rel="nofollow noopener noreferrer ugc">a</a>'
    )


def test_beyond_the_limits_there_is_none() -> None:
    assert sanitize_html("x" * (LARGEST + 1)) is None
    assert sanitize_html("<div>" * DEEPEST) == "<div>" * DEEPEST + "</div>" * DEEPEST
    assert sanitize_html("<div>" * (DEEPEST + 1)) is None
    deep = "<div>" * DEEPEST_WITH_IMAGES
    assert sanitize_html(deep + "<img alt=a>") == deep + "a" + "</div>" * DEEPEST_WITH_IMAGES
    assert sanitize_html("<div>" + deep + "<img alt=a>") is None
    assert sanitize_html("<p " + "a=1 " * 100 + ">") is None
