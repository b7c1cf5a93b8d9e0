import io
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from mergelab.kit.images import (
    content_disposition,
    image_kind,
    image_size,
    safe_content_type,
    untrusted_headers,
)


def image(kind: str, size: tuple[int, int] = (3, 2)) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size).save(out, kind)
    return out.getvalue()


@pytest.mark.parametrize("kind", ["png", "jpeg", "gif", "webp"])
def test_an_image_is_known_by_its_bytes(kind: str) -> None:
    data = image(kind)
    assert image_kind(data) == kind
    assert image_size(data) == (3, 2)
    assert safe_content_type("x.html", data) == (f"image/{kind}", True)


@pytest.mark.parametrize(
    "text",
    [
        "<svg>",
        "\ufeff<?xml version='1.0'?>\n<!-- a --><!DOCTYPE svg PUBLIC 'x'>\n<svg xmlns='x'>",
        "  <SVG width='1'>",
    ],
)
def test_svg_is_known_and_served_as_text(text: str) -> None:
    assert image_kind(text.encode()) == "svg"
    assert image_size(text.encode()) is None
    assert safe_content_type("x.svg", text.encode()) == ("text/plain; charset=utf-8", True)


@pytest.mark.parametrize(
    ("name", "data", "expected"),
    [
        ("a.html", b"<script>alert(1)</script>", ("text/plain; charset=utf-8", True)),
        ("a.xml", b"<?xml version='1.0'?><a/>", ("text/plain; charset=utf-8", True)),
        ("a.xhtml", b"<html xmlns='x'>", ("text/plain; charset=utf-8", True)),
        ("a.js", b"alert(1)", ("text/plain; charset=utf-8", True)),
        ("a.png", b"<script>", ("text/plain; charset=utf-8", True)),
        ("a.pdf", b"%PDF-1.7", ("application/pdf", False)),
        ("a.html", b"%PDF-1.7", ("text/plain; charset=utf-8", True)),
        ("a.bin", b"a\0b", ("application/octet-stream", False)),
        ("empty", b"", ("text/plain; charset=utf-8", True)),
    ],
)
def test_nothing_a_user_wrote_is_markup(name: str, data: bytes, expected: tuple[str, bool]) -> None:
    assert safe_content_type(name, data) == expected


def png_header(width: int, height: int) -> bytes:
    data = image("png")
    chunk = b"IHDR" + width.to_bytes(4, "big") + height.to_bytes(4, "big") + data[24:29]
    return data[:12] + chunk + zlib.crc32(chunk).to_bytes(4, "big") + data[33:]


@pytest.mark.parametrize("size", [(20_000, 20_000), (100_000, 100_000), (2**31 - 1, 1), (0, 5)])
def test_image_bombs_are_refused_by_their_header(size: tuple[int, int]) -> None:
    assert image_size(png_header(*size)) is None


def test_forty_megapixels_are_fine() -> None:
    assert image_size(png_header(8_000, 5_000)) == (8_000, 5_000)


@given(st.sampled_from(["png", "jpeg", "gif", "webp"]), st.integers(0, 60), st.binary(max_size=30))
def test_broken_images_have_no_size_or_one(kind: str, at: int, junk: bytes) -> None:
    data = image(kind)
    size = image_size(data[:at] + junk)
    assert size is None or size.width * size.height > 0


def test_headers_of_untrusted_bytes() -> None:
    assert untrusted_headers("image/png", filename="a/b c.png", inline=True) == {
        "Content-Type": "image/png",
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "sandbox; default-src 'none'",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Content-Disposition": 'inline; filename="b c.png"',
    }


@pytest.mark.parametrize(
    ("name", "value"),
    [
        (None, "attachment"),
        ("", "attachment"),
        ("a.txt", 'attachment; filename="a.txt"'),
        ("ü€.txt", "attachment; filename=\"__.txt\"; filename*=UTF-8''%C3%BC%E2%82%AC.txt"),
        (
            'a"; x=\r\ny',
            "attachment; filename=\"a__ x=__y\"; filename*=UTF-8''a%22%3B%20x%3D%0D%0Ay",
        ),
        ("a\udc80b", "attachment; filename=\"a_b\"; filename*=UTF-8''a%3Fb"),
    ],
)
def test_file_names_in_headers(name: str | None, value: str) -> None:
    assert content_disposition(name) == value


@given(st.text())
def test_no_name_breaks_out_of_its_header(name: str) -> None:
    value = content_disposition(name)
    assert value.isascii()
    assert value.isprintable()
    assert value.count('"') in {0, 2}
