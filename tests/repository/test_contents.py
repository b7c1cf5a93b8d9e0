from hypothesis import given
from hypothesis import strategies as st

from mergelab.repository import contents


def test_binary_is_decided_as_git_does() -> None:
    assert contents.is_binary(b"a\0b")
    assert not contents.is_binary(b"a" * 8_000 + b"\0")
    assert not contents.is_binary("héllo".encode("utf-16"))


def test_encodings() -> None:
    assert contents.decode("é".encode()) == contents.Text("é")
    assert contents.decode(b"\xff\xfeh\0i\0") == contents.Text("hi", "UTF-16")
    assert contents.decode(b"caf\xe9") == contents.Text("café", "not UTF-8, shown as Latin-1")


@given(st.binary(max_size=20), st.binary(max_size=20))
def test_different_bytes_that_are_no_utf8_never_look_equal(one: bytes, other: bytes) -> None:
    texts = contents.decode(one), contents.decode(other)
    if texts[0] == texts[1] and texts[0].encoding != "UTF-16":
        assert one == other


def test_images_are_known_by_their_bytes() -> None:
    assert contents.is_image(b"\x89PNG\r\n\x1a\nrest")
    assert not contents.is_image(b"<svg xmlns='x'>")
    assert contents.looks_like_image("a/B.PNG")
    assert not contents.looks_like_image("a.svg")
