import pytest
from hypothesis import given
from hypothesis import strategies as st

from mergelab.repository.git import names
from mergelab.repository.git.errors import BadName

HOSTILE_REFS = [
    "refs/heads/-x",
    "refs/heads/--upload-pack=touch",
    "refs/heads/refs/heads/main",
    "refs/heads/" + "a" * 40,
    "refs/heads/" + "A1" * 20,
    "refs/tags/" + "0" * 64,
    "refs/heads/HEAD",
    "refs/heads/head",
    "refs/replace/" + "a" * 40,
    "refs/notes/commits",
    "refs/bisect/bad",
    "refs/foo/bar",
    "refs/merge-requests/1/head",
    "refs/keep-around/" + "a" * 40,
    "refs/heads",
    "HEAD",
    "FETCH_HEAD",
    "refs/heads/$(id)",
    "refs/heads/a;id",
    "refs/heads/`id`",
    "refs/heads/it's",
    'refs/heads/"><img>',
    "refs/heads/a\u202eb",
    "refs/heads/a\u200bb",
    "refs/heads/e\u0301",
    "refs/heads/" + "x" * 201,
    "refs/heads/" + "a/" * 399 + "a",
    "refs/heads/a..b",
    "refs/heads/a b",
    "refs/heads/a\nb",
    "refs/heads/a\x7fb",
    "refs/heads/a@{b",
    "refs/heads/@",
    "refs/heads/a.lock",
    "refs/heads/a.lock/b",
    "refs/heads/.a",
    "refs/heads/a/.b",
    "refs/heads/a.",
    "refs/heads/a//b",
    "refs/heads//a",
    "refs/heads/a/",
    "refs/heads/",
    "refs/heads/\udcff",
    "",
]


@pytest.mark.parametrize("ref", HOSTILE_REFS)
def test_hostile_refs_are_refused(ref: str) -> None:
    with pytest.raises(BadName) as caught:
        names.check_ref(ref)
    assert str(caught.value).isprintable()


@pytest.mark.parametrize(
    "name", ["main", "feature/x-1", "v1.0", "é/ü", "fix#12", "a@b", "dependabot/npm/x", "日本"]
)
def test_usual_names_are_accepted(name: str) -> None:
    assert names.check_ref(f"refs/heads/{name}") == f"refs/heads/{name}"
    assert names.check_ref(f"refs/tags/{name}") == f"refs/tags/{name}"


def test_names_differing_in_case_only_collide() -> None:
    existing = ["refs/heads/Main", "refs/heads/x", "refs/tags/main"]
    assert names.collision("refs/heads/main", existing) == "refs/heads/Main"
    assert names.collision("refs/heads/x", existing) is None


@pytest.mark.parametrize(
    "path",
    [
        "", "/a", "a/", "a//b", ".", "..", "a/../b", ".git", ".GIT/config", "git~1", ".git ",
        ".g\u200cit", "a\nb", "a\u202eb", "x/" * 64 + "x", "y" * 1_025, ".git::$INDEX_ALLOCATION",
    ],
)  # fmt: skip
def test_bad_paths_are_refused(path: str) -> None:
    with pytest.raises(BadName):
        names.check_path(path)


@pytest.mark.parametrize(
    "path", ["a", "a/b.txt", ".gitignore", ".github/x", "é ü", "x/" * 63 + "x"]
)
def test_good_paths_are_accepted(path: str) -> None:
    assert names.check_path(path) == path


@given(st.binary(max_size=60))
def test_every_path_survives_text_and_can_be_shown(raw: bytes) -> None:
    text = names.path_text(raw)
    assert names.path_bytes(text) == raw
    shown = names.display(text)
    assert shown.isprintable()
    shown.encode()
    names.quote_path(text).encode("ascii")


@given(st.text(max_size=60))
def test_accepted_names_are_harmless(name: str) -> None:
    try:
        names.check_name(name)
    except BadName:
        return
    assert name.isprintable()
    assert not name.startswith("-")
    assert not set(name) & set("$`;|&<>\"'\\ *?[~^:")
