"""The table of settings, its documentation, and what each parser takes."""

import re
import stat
from ipaddress import ip_network
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from mergelab.config import env

REFERENCE = Path(__file__).parents[2] / "docs" / "reference" / "settings.md"


def test_reference_is_rendered_from_the_table():
    """Run ``python -m mergelab.config.env > docs/reference/settings.md`` after a change."""
    assert REFERENCE.read_text(encoding="utf-8") == env.render()


@pytest.mark.parametrize("row", env.SETTINGS, ids=lambda row: row.name)
def test_reference_names_each_setting(row):
    assert f"| `{row.name}` |" in REFERENCE.read_text(encoding="utf-8")


@pytest.mark.parametrize("row", env.SETTINGS, ids=lambda row: row.name)
def test_default_is_valid(row):
    env.setting(row.name, {})


def test_settings_that_the_code_asks_for_are_in_the_table():
    source = Path(env.__file__).parents[1]
    asked = {
        name
        for file in source.rglob("*.py")
        for name in re.findall(r'setting\("(MERGELAB_[A-Z_]+)"', file.read_text("utf-8"))
    }
    assert asked == {row.name for row in env.SETTINGS}


def test_documents_name_no_setting_that_is_not_there():
    root = REFERENCE.parents[2]
    named = {
        name
        for file in [root / "README.md", *(root / "docs").rglob("*.md")]
        if file.exists()
        for name in re.findall(r"MERGELAB_[A-Z_]*[A-Z]", file.read_text("utf-8"))
    }
    assert named <= {row.name for row in env.SETTINGS}


@pytest.mark.parametrize(
    ("name", "raw", "value"),
    [
        ("MERGELAB_PORT", "0", 0),
        ("MERGELAB_PORT", " 65535 ", 65535),
        ("MERGELAB_PORT", "", 8000),
        ("MERGELAB_WEB_THREADS", "1", 1),
        ("MERGELAB_RATE_LIMIT_PER_MINUTE", "0", 0),
        ("MERGELAB_MAX_PUSH_BYTES", "1048576", 1 << 20),
        ("MERGELAB_MAX_PUSH_BYTES", "512MiB", 512 << 20),
        ("MERGELAB_MAX_PUSH_BYTES", "2 gib", 2 << 30),
        ("MERGELAB_BASE_URL", "https://m.example.org/", "https://m.example.org"),
        ("MERGELAB_ALLOWED_HOSTS", "a.org, b.org,", ("a.org", "b.org")),
        ("MERGELAB_TRUSTED_PROXIES", "10.0.0.0/8", (ip_network("10.0.0.0/8"),)),
        ("MERGELAB_TRUSTED_PROXIES", "", ()),
        ("MERGELAB_LOG_LEVEL", "debug", "DEBUG"),
        ("MERGELAB_BLOB_URL", "", None),
        ("MERGELAB_BLOB_URL", "s3://bucket/prefix/", "s3://bucket/prefix"),
        ("MERGELAB_DATA_DIR", "/srv/mergelab", Path("/srv/mergelab")),
    ],
)
def test_values(name, raw, value):
    assert env.setting(name, {name: raw}) == value


@pytest.mark.parametrize(
    ("name", "raw", "message"),
    [
        ("MERGELAB_PORT", "web", "MERGELAB_PORT must be a whole number from 0 to 65535."),
        ("MERGELAB_PORT", "65536", "MERGELAB_PORT must be a whole number from 0 to 65535."),
        ("MERGELAB_WEB_THREADS", "0", "must be a whole number from 1 to 1000000."),
        ("MERGELAB_MAX_PUSH_BYTES", "2GB", "must be a size such as 1048576, 512MiB or 2GiB."),
        ("MERGELAB_BASE_URL", "m.example.org", "must be an address such as https://"),
        ("MERGELAB_BASE_URL", "https://m.example.org/git", "must not have a path"),
        ("MERGELAB_TRUSTED_PROXIES", "all", "must be addresses or networks"),
        ("MERGELAB_TRUSTED_PROXIES", "10.0.0.1/8", "must be addresses or networks"),
        ("MERGELAB_LOG_LEVEL", "loud", "must be one of DEBUG, INFO,"),
        ("MERGELAB_BLOB_URL", "ftp://x", "must be s3://bucket/prefix"),
    ],
)
def test_bad_values_are_explained(name, raw, message):
    with pytest.raises(ImproperlyConfigured) as caught:
        env.setting(name, {name: raw})
    assert message in str(caught.value)


def test_unknown_name_is_a_mistake_of_ours():
    with pytest.raises(KeyError):
        env.setting("MERGELAB_PROT")


@pytest.mark.parametrize(
    ("host", "port", "url"),
    [
        ("127.0.0.1", "8000", "http://127.0.0.1:8000"),
        ("0.0.0.0", "80", "http://localhost:80"),  # noqa: S104 - a value to parse
        ("::1", "8000", "http://[::1]:8000"),
    ],
)
def test_base_url_follows_the_address(monkeypatch, host, port, url):
    monkeypatch.delenv("MERGELAB_BASE_URL")
    monkeypatch.setenv("MERGELAB_HOST", host)
    monkeypatch.setenv("MERGELAB_PORT", port)
    assert env.base_url() == url


def test_allowed_hosts(monkeypatch):
    monkeypatch.setenv("MERGELAB_BASE_URL", "https://m.example.org:8443")
    monkeypatch.setenv("MERGELAB_HOST", "0.0.0.0")  # noqa: S104 - a value to parse
    monkeypatch.setenv("MERGELAB_ALLOWED_HOSTS", "other.example.org")
    assert env.allowed_hosts() == [
        "127.0.0.1",
        "[::1]",
        "localhost",
        "m.example.org",
        "other.example.org",
    ]


def test_secret_key_is_made_once_and_private(monkeypatch, tmp_path):
    file = tmp_path / "deep" / "secret.key"
    monkeypatch.setenv("MERGELAB_SECRET_KEY_FILE", str(file))
    key = env.secret_key()
    assert len(key) == 50
    assert env.secret_key() == key
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [p.name for p in file.parent.iterdir()] == ["secret.key"]


def test_short_secret_key_is_refused(monkeypatch, tmp_path):
    file = tmp_path / "secret.key"
    file.write_text("short")
    monkeypatch.setenv("MERGELAB_SECRET_KEY_FILE", str(file))
    with pytest.raises(ImproperlyConfigured, match="holds fewer than 32 characters"):
        env.secret_key()


def test_wrong_address_names_the_variable_and_not_the_password(monkeypatch):
    monkeypatch.setenv("MERGELAB_DATABASE_URL", "mysql://me:hunter2@host/db")
    with pytest.raises(ImproperlyConfigured) as caught:
        env.database()
    assert str(caught.value) == "MERGELAB_DATABASE_URL must begin with sqlite:/// or postgres://."
    monkeypatch.setenv("MERGELAB_EMAIL_URL", "ftp://me:hunter2@host")
    with pytest.raises(ImproperlyConfigured, match="MERGELAB_EMAIL_URL must be console:"):
        env.email()
