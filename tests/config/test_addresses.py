"""Database and mail addresses as Django settings."""

from pathlib import Path

import pytest

from mergelab.config.addresses import database, email

DATA = Path("/data")


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("", "/data/mergelab.sqlite3"),
        ("sqlite:///other.sqlite3", "/data/other.sqlite3"),
        ("sqlite:////srv/a%20b.sqlite3", "/srv/a b.sqlite3"),
    ],
)
def test_sqlite(url, name):
    made = database(url, data_dir=DATA)
    assert made == {"ENGINE": "mergelab.kit.sqlite", "NAME": name, "CONN_MAX_AGE": None}


def test_postgres():
    made = database("postgres://me:p%40ss@db.example.org:5433/lab?sslmode=require", data_dir=DATA)
    options = made.pop("OPTIONS")
    assert made == {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "lab",
        "USER": "me",
        "PASSWORD": "p@ss",
        "HOST": "db.example.org",
        "PORT": "5433",
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
    }
    assert options["sslmode"] == "require"
    assert options["connect_timeout"] == "5"
    assert "lock_timeout=15000" in options["options"]


def test_postgres_by_unix_socket():
    made = database("postgresql:///lab?host=/run/postgresql", data_dir=DATA)
    assert (made["HOST"], made["NAME"], made["PORT"]) == ("/run/postgresql", "lab", "")
    assert "host" not in made["OPTIONS"]


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("mysql://host/db", "must begin with sqlite"),
        ("postgres://host", "must name a database"),
        ("postgres://host/a/b", "must name a database"),
        ("postgres://host:port/db", "port that is not a number"),
        ("postgres://host/db?password=x", "unknown option: password"),
        ("sqlite://file.sqlite3", "must be sqlite:///file"),
        ("sqlite:///", "must be sqlite:///file"),
    ],
)
def test_wrong_database(url, message):
    with pytest.raises(ValueError, match=message):
        database(url, data_dir=DATA)


@pytest.mark.parametrize("url", ["", "console:", "console://"])
def test_mail_to_the_console(url):
    assert email(url) == {"EMAIL_BACKEND": "django.core.mail.backends.console.EmailBackend"}


@pytest.mark.parametrize(
    ("url", "port", "tls", "ssl"),
    [
        ("smtp://me:p%40ss@mail.example.org", 25, False, False),
        ("smtp://me:p%40ss@mail.example.org:2525", 2525, False, False),
        ("smtp+tls://me:p%40ss@mail.example.org", 587, True, False),
        ("smtps://me:p%40ss@mail.example.org", 465, False, True),
    ],
)
def test_mail_by_smtp(url, port, tls, ssl):
    assert email(url) == {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": "mail.example.org",
        "EMAIL_PORT": port,
        "EMAIL_HOST_USER": "me",
        "EMAIL_HOST_PASSWORD": "p@ss",
        "EMAIL_USE_TLS": tls,
        "EMAIL_USE_SSL": ssl,
        "EMAIL_TIMEOUT": 10,
    }


@pytest.mark.parametrize("url", ["smtp://", "mail.example.org", "smtp://host:many"])
def test_wrong_mail(url):
    with pytest.raises(ValueError, match=r"must be console:|not a number"):
        email(url)
