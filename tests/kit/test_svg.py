"""SVGs that multiply are told from those that draw letters."""

import pytest

from mergelab.kit.svg import MOST, is_drawable


def svg(inside: str) -> bytes:
    return f'<svg xmlns="http://www.w3.org/2000/svg">{inside}</svg>'.encode()


def nested(levels: int, times: int) -> bytes:
    parts = ['<g id="l0"><path d="M0 0"/></g>']
    for level in range(1, levels):
        uses = f'<use href="#l{level - 1}"/>' * times
        parts.append(f'<g id="l{level}">{uses}</g>')
    return svg("<defs>" + "".join(parts) + f'</defs><use href="#l{levels - 1}"/>')


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (svg("<path/>" * 50_000), True),
        (svg('<g id="a"/>' + '<use xlink:href="#a"/>' * 5_000), True),
        (svg('<g id="a"/>' + '<use href="#nowhere"/>' * 50), True),
        (nested(4, 10), True),
        (nested(10, 10), False),
        (nested(30, 2), False),
        (svg('<g id="a">' + '<use href="#b"/>' * 30 + '</g><g id="b"><use href="#a"/></g>'), False),
        (b"<!DOCTYPE s [<!ENTITY a 'x'>]>" + svg("<use/>" * 30 + "&a;"), False),
        (svg("<use" + "<use/>" * 30), False),
        (b"user uses " * 30, False),
        (b"", True),
    ],
)
def test_is_drawable(data: bytes, expected: bool) -> None:
    assert is_drawable(data) is expected


def test_a_wide_one_is_counted_whole() -> None:
    assert not is_drawable(svg('<use href="#x"/>' * 30 + "<path/>" * (MOST + 1)))
