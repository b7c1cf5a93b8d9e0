"""Secrets, hidden characters, personal paths and damage; bounds of all hints."""

import json
import random
import string
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pure.notebookdiff.made import code, display, encoded, markdown, notebook, raw_notebook, stream

from mergelab.pure.notebookdiff import (
    Notebook,
    NotNotebook,
    diff_notebooks,
    hints,
    lint,
    read_notebook,
)

_DICE = random.Random(7)
RANDOM = "".join(_DICE.choices(string.ascii_letters + string.digits, k=120))
UPPER = "".join(_DICE.choices(string.ascii_uppercase + string.digits, k=40))
HEX = "".join(_DICE.choices("0123456789abcdef", k=40))

SECRETS = {
    "an AWS access key": "AKIA" + UPPER[:16],
    "a GitHub token": "ghp_" + RANDOM[:36],
    "a GitLab token": "glpat-" + RANDOM[:20],
    "a Slack token": "xoxb-1029384756-" + RANDOM[:24],
    "the address of a Slack hook": "hooks.slack.com/services/T0A1B2C3D/B0A1B2C3D/" + RANDOM[:24],
    "a Google API key": "AIza" + RANDOM[:35],
    "an OpenAI API key": "sk-proj-" + RANDOM[:48],
    "an Anthropic API key": "sk-ant-api03-" + RANDOM[:80],
    "a Hugging Face token": "hf_" + RANDOM[:34],
    "a JSON web token": f"eyJ{RANDOM[:20]}.eyJ{RANDOM[20:60]}.{RANDOM[60:100]}",
    "a Databricks token": "dapi" + HEX[:32],
    "a Stripe key": "sk_live_" + RANDOM[:24],
    "a SendGrid key": f"SG.{RANDOM[:22]}.{RANDOM[22:65]}",
    "a PyPI token": "pypi-" + RANDOM[:100],
    "an npm token": "npm_" + RANDOM[:36],
    "a Google client secret": "GOCSPX-" + RANDOM[:28],
    "an Azure storage key": f"AccountKey={RANDOM[:86]}==",
}


def messages(*cells: object, **more: Any) -> list[str]:
    return [hint.message for hint in lint(notebook(*cells, **more))]


class TestSecrets:
    @pytest.mark.parametrize("name", SECRETS)
    def test_known_shapes_in_source_and_output(self, name: str) -> None:
        value = SECRETS[name]
        shown = f"“{value[:4]}…”, {len(value)} characters"
        assert messages(code(f'client = Client("{value}")')) == [
            f"In cell 1 there seems to be {name} ({shown})"
        ]
        assert messages(code("x", stream(f"got {value}\n"))) == [
            f"In the output of cell 1 there seems to be {name} ({shown})"
        ]

    def test_a_private_key(self) -> None:
        key = f"-----BEGIN RSA PRIVATE KEY-----\n{RANDOM}\n-----END RSA PRIVATE KEY-----"
        (message,) = messages(code(f'key = """{key}"""'))
        assert message.startswith("In cell 1 there seems to be a private key (“----…”, ")
        assert RANDOM[:10] not in message
        assert messages(code('if "-----BEGIN RSA PRIVATE KEY-----" in text: pass')) == []

    @pytest.mark.parametrize(
        ("source", "name", "start", "size"),
        [
            ('password = "tr0ub4dor&3"', "a password", "tr", 11),
            ("config['db_password'] = 'tr0ub4dor&3'", "a password", "tr", 11),
            (f"d['API_KEY'] = '{HEX[:32]}'", "an API key", HEX[:4], 32),
            (f"os.environ['AWS_SECRET_KEY'] = '{RANDOM[:40]}'", "a secret", RANDOM[:4], 40),
            ("password = 'P(a$s<w0rd'", "a password", "P(", 10),
            ("url = 'postgresql://ana:hW8nq2zz@db.lan/x'", "a password in an address", "hW", 8),
        ],
    )
    def test_named_or_in_an_address(self, source: str, name: str, start: str, size: int) -> None:
        assert messages(code(source)) == [
            f"In cell 1 there seems to be {name} (“{start}…”, {size} characters)"
        ]

    @pytest.mark.parametrize(
        "text",
        [
            'password = "changeme1"',
            'password = "<your password>"',
            "password = getpass()",
            'password = os.environ["DB_PASSWORD"]',
            'token = "<|endoftext|>"',
            'pad_token = "input_token_type_ids"',
            'token = "bert-base-uncased-finetuned-2"',
            "SECRET_NAME = 'TrainingSecretOfTheTeam'",
            "tokens = ['electricity', 'generation']",
            'secret = f"{vault}/{name}"',
            "key = 'sk-estimator-doc-link-fitted-container'",
            "AKIAIOSFODNN7EXAMPLE",
            "ghp_" + "x" * 36,
            "postgresql://user:password@localhost/db",
            "http://host:8080/path@x",
            "amqp://guest:guest@localhost and redis://x:test@cache and ftp://ana:ana@host",
            "postgresql://ana:{password}@db/x",
            "git@github.com:team/project.git and https://example.org/a:b@c",
            "ssh://git@host:22/x",
            RANDOM + "AKIA" + UPPER[:16] + RANDOM,
            "token_url = 'https://login.lan/oauth2/token9'",
        ],
    )
    def test_what_is_none(self, text: str) -> None:
        assert messages(code(text)) == []
        assert messages(code("x", stream(text))) == []

    def test_pictures_are_not_searched(self) -> None:
        assert messages(code("x", display(image__png="ghp_" + RANDOM[:36]))) == []

    def test_a_change_tells_only_new_ones(self) -> None:
        known, fresh = f"a = 'ghp_{RANDOM[:36]}'", f"b = 'ghp_{RANDOM[36:72]}'"
        old = notebook(code(known))
        assert hints(diff_notebooks(old, notebook(code(f"{known}\nprint(a)")))) == ()
        (hint,) = hints(diff_notebooks(old, notebook(code(f"{known}\n{fresh}"))))
        assert hint.kind == "secret"
        assert RANDOM[36:40] not in hint.message  # the first four characters are the prefix

    def test_one_secret_is_told_once(self) -> None:
        value = SECRETS["a GitHub token"]
        assert len(messages(code(f"password = '{value}'\ntoken = '{value}'"))) == 1


class TestHiddenCharacters:
    def test_in_code_is_a_warning(self) -> None:
        (hint,) = lint(notebook(code("access = 'user\u202e \u2066# admin\u2069'\nx\u200b = 1")))
        assert hint.message == (
            "The source of cell 1 has hidden characters: U+202E right-to-left override,"
            " U+2066 left-to-right isolate, U+2069 pop directional isolate and others"
        )
        assert (hint.kind, hint.severity, hint.cell) == ("hidden-characters", "warning", 0)

    def test_in_prose_and_outputs_is_a_note(self) -> None:
        found = lint(notebook(markdown("a\u200bb"), code("x", stream("\ufeffname\n"))))
        assert [(hint.severity, hint.message) for hint in found] == [
            ("note", "The source of cell 1 has hidden characters: U+200B zero width space"),
            (
                "note",
                "The output of cell 2 has hidden characters: U+FEFF zero width no-break space",
            ),
        ]

    def test_what_languages_and_emoji_need(self) -> None:
        welsh = "\U0001f3f4" + "".join(chr(0xE0000 + ord(char)) for char in "gbwls") + "\U000e007f"
        family = "\U0001f468\u200d\U0001f469"
        texts = (welsh, family, "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645 \u200fx")
        assert messages(*[markdown(text) for text in texts]) == []
        assert messages(code("x", stream("\u200fx"))) == []


class TestPaths:
    @pytest.mark.parametrize(
        "path",
        ["/home/alice/data.csv", "/Users/bob/x", "C:\\\\Users\\\\Carol\\\\a", "D:/Users/d/a"],
    )
    def test_of_a_person(self, path: str) -> None:
        assert messages(code(f'load("{path}")')) == [f"Cell 1 uses a path of one computer: {path}"]

    @pytest.mark.parametrize(
        "text",
        ["'/home/jovyan/work'", "'data/home/alice/x'", "'https://a.org/home/news/x'", "/home/x"],
    )
    def test_of_nobody(self, text: str) -> None:
        assert messages(code(f"load({text})")) == []
        assert messages(markdown("See `/home/alice/data.csv`")) == []

    def test_is_shown_shortened(self) -> None:
        (message,) = messages(code(f'load("/home/alice/{"x" * 100}")'))
        assert message.endswith("x…")


class TestDamage:
    def test_repairs_and_repeated_ids(self) -> None:
        data = encoded(raw_notebook(markdown("a", id="1"), markdown("b", id="1")), None)
        broken = read_notebook(data.replace(b'"nbformat": 4,', b'"nbformat": 4,,'))
        assert [(hint.severity, hint.message) for hint in lint(broken)] == [
            ("warning", "The file is damaged: a comma too many (line 1)"),
            ("note", "In cell 2 the id “1” is taken"),
        ]
        assert hints(diff_notebooks(broken, broken)) == ()
        assert [hint.kind for hint in hints(diff_notebooks(notebook(), broken))] == [
            "damaged",
            "damaged",
        ]


class TestConflicts:
    WORDS = "Cell 2 is a merge conflict that nobody has decided"

    def test_of_a_merge_and_of_git(self) -> None:
        mark = {"mergelab.conflict": {"key": "c1", "side": "note"}}
        ours = code("a", metadata={"mergelab.conflict": {"key": "c1", "side": "ours"}})
        lines = "<<<<<<< HEAD\na = 1\n=======\na = 2\n>>>>>>> topic"
        for cell in (markdown("**Merge conflict.**", metadata=mark), code(lines)):
            book = notebook(markdown("t"), cell, ours)
            assert messages(*[markdown("t"), cell, ours]) == [self.WORDS]
            assert hints(diff_notebooks(book, notebook(markdown("u"), cell, ours))) == ()
            (hint,) = hints(diff_notebooks(notebook(markdown("t")), book))
            assert (hint.kind, hint.cell, hint.severity) == ("conflict", 1, "warning")

    def test_a_heading_or_a_shift_is_none(self) -> None:
        assert messages(markdown("Title\n======="), code("x <<<<<<< y")) == []


def test_many_hints_of_a_kind_are_bounded() -> None:
    cells = [code(f'open("/home/alice/{n}")') for n in range(20)]
    found = messages(*cells)
    assert len(found) == 5
    assert found[-1] == (
        "The same goes for 16 more places, in cells 5, 6, 7, 8, 9, 10, 11, 12 and 8 more"
    )


def test_warnings_come_first() -> None:
    value = SECRETS["a GitHub token"]
    found = lint(notebook(code('open("/home/alice/x")'), code(f"a = '{value}'")))
    assert [hint.severity for hint in found] == ["warning", "note"]


def test_nothing_to_say() -> None:
    book = notebook(code("a", stream("1\n"), count=1))
    assert hints(diff_notebooks(book, book)) == ()
    assert hints(diff_notebooks(book, None)) == ()
    assert lint(notebook()) == ()


@pytest.mark.parametrize(
    "piece",
    ["password=", "://a:", "eyJ", "eyJaaaaaaaa.", "sk-", "0.1.", "/home/a/", "-----BEGIN ", "a 1."],
)
def test_time_grows_with_the_text(piece: str) -> None:
    """Traps for patterns: each would take minutes if one of them were not linear."""
    text = piece * (1_000_000 // len(piece))
    book = notebook(code("x.__version__\n" + text, stream(text), count=1))
    assert isinstance(lint(book), tuple)
    assert isinstance(hints(diff_notebooks(notebook(code("y.__version__")), book)), tuple)


SOURCES = st.text(alphabet="ab =\n\"'#%!/:@.0123\u202e\u200b\x00", max_size=60)
OUTPUTS = st.one_of(
    SOURCES.map(stream),
    SOURCES.map(lambda text: display(text__plain=text, text__html=text)),
    st.just({"output_type": "error", "ename": 3, "evalue": None, "traceback": "x"}),
    st.just({"output_type": "hologram"}),
)
CELLS = st.builds(
    lambda source, outputs, count, kind: {**code(source, *outputs, count=count), "cell_type": kind},
    SOURCES,
    st.lists(OUTPUTS, max_size=2),
    st.one_of(st.none(), st.integers(-1, 5), st.just("*")),
    st.sampled_from(["code", "markdown", "raw", "odd"]),
)
BOOKS = st.one_of(st.none(), st.lists(CELLS, max_size=4).map(lambda cells: notebook(*cells)))


@settings(max_examples=150, deadline=None)
@given(BOOKS, BOOKS)
def test_hints_are_sure_and_repeatable(old: Notebook | None, new: Notebook | None) -> None:
    diff = diff_notebooks(old, new)
    found = hints(diff)
    assert found == hints(diff_notebooks(old, new))
    for book in (old, new):
        if book is not None:
            assert hints(diff_notebooks(book, book)) == ()
            for hint in lint(book):
                assert hint.cell is None or hint.cell < len(book.cells)
                assert hint.message.isprintable()
    for hint in found:
        assert hint.message.isprintable()
        assert new is not None
        assert hint.cell is None or hint.cell < len(new.cells)


@settings(max_examples=100, deadline=None)
@given(st.recursive(st.none() | st.booleans() | st.text(max_size=5), st.lists, max_leaves=5))
def test_any_file_that_can_be_read_can_be_linted(value: object) -> None:
    document = {**raw_notebook(code(value, value)), "metadata": value, "nbformat": value}
    try:
        book = read_notebook(json.dumps(document).encode())
    except NotNotebook:
        return
    assert isinstance(lint(book), tuple)
