import re

from hypothesis import given
from hypothesis import strategies as st

from mergelab.accounts import devices, secrets


def test_a_token_has_256_bits_and_a_checksum() -> None:
    token = secrets.new_token()
    assert re.fullmatch(r"glpat-[\w-]{43}[0-9a-z]{7}", token)
    assert secrets.looks_like_token(token)
    assert secrets.new_token() != token


@given(st.integers(min_value=6, max_value=55), st.characters())
def test_a_changed_token_does_not_look_like_one(place: int, other: str) -> None:
    token = secrets.new_token()
    changed = token[:place] + other + token[place + 1 :]
    assert secrets.looks_like_token(changed) is (changed == token)


@given(st.text())
def test_any_text_can_be_looked_at(text: str) -> None:
    assert secrets.looks_like_token(text) is False
    assert len(secrets.digest(text.encode("utf-8", "replace").decode())) == 64


def test_the_digest_is_sha_256() -> None:
    assert secrets.digest("abc") == (
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    )


def test_browsers_have_names() -> None:
    firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
    phone = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1"
    assert devices.describe(firefox) == "Firefox on Linux"
    assert devices.describe(phone) == "Safari on iPhone"
    assert devices.describe("curl/8.1") == "curl"
    assert devices.describe("x" * 200) == "x" * 60
    assert devices.describe("") == "Unknown device"
