"""The name policy: which refs and paths are taken in, and how they are shown.

git itself accepts far more than is safe to show, to pass on to a shell or to check out on another
system; see ``git check-ref-format`` for its own rules, which are included here.
"""

import re
import unicodedata
from collections.abc import Iterable
from typing import Final
from urllib.parse import quote

from mergelab.repository.git.errors import BadName

HEADS: Final = "refs/heads/"
TAGS: Final = "refs/tags/"
MAX_NAME_BYTES: Final = 200
MAX_PATH_BYTES: Final = 1_024
MAX_PATH_DEPTH: Final = 64
ZERO: Final = "0" * 40

_SHA: Final = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")
_SHORT_SHA: Final = re.compile(r"[0-9a-f]{7,64}")
_NAME: Final = re.compile(r"[\w.+@#=%,!()/-]+")
_BAD_PART: Final = re.compile(r"(?:^|/)\.|\.\.|//|@\{|\.lock(?:/|$)|\.(?:/|$)|^/|/$|^@$")
_FORBIDDEN_BY_GIT: Final = re.compile("[\x00-\x20\x7f~^:?*\\[\\\\\ud800-\udfff]")
_MAX_REF_BYTES: Final = 1_024
_RESERVED: Final = frozenset({"HEAD", "FETCH_HEAD", "ORIG_HEAD", "MERGE_HEAD", "CHERRY_PICK_HEAD"})
_DOT_GIT: Final = re.compile(r"(?:\.git|git~\d+)[. ]*(?::.*)?", re.IGNORECASE | re.DOTALL)
# Characters that HFS+ leaves out when it compares names (git's utf8.c, next_hfs_char).
_IGNORED_BY_HFS: Final = re.compile("[\u200c-\u200f\u202a-\u202e\u206a-\u206f\ufeff]")


def is_sha(text: str) -> bool:
    """Is this a full object name (40 or 64 lower-case hexadecimal digits)?"""
    return _SHA.fullmatch(text) is not None


def is_short_sha(text: str) -> bool:
    """Could this be a shortened object name (7 digits or more)?"""
    return _SHORT_SHA.fullmatch(text) is not None


def is_zero(sha: str) -> bool:
    """Is this the all-zero name, which stands for "no object"?"""
    return not sha.strip("0")


def check_name(name: str, *, what: str = "branch") -> str:
    """Return ``name`` when a branch or tag may be called so; raise BadName otherwise."""
    shown = display(name[:80])
    if not name:
        raise BadName(f"The {what} name is empty.")
    if len(name.encode("utf-8", "surrogatepass")) > MAX_NAME_BYTES:
        raise BadName(f"The {what} name is longer than {MAX_NAME_BYTES} bytes.")
    if name.startswith("-"):
        raise BadName(f"The {what} name {shown} must not begin with a dash.")
    if not _NAME.fullmatch(name) or not name.isprintable():
        raise BadName(
            f"The {what} name {shown} holds a character that is not allowed: use letters, digits "
            "and . _ - / + @ # = % , ! ( )."
        )
    if unicodedata.normalize("NFC", name) != name:
        raise BadName(f"The {what} name {shown} is not in Unicode's composed form (NFC).")
    if _BAD_PART.search(name):
        raise BadName(f"The {what} name {shown} is not a valid git name.")
    if name.upper() in _RESERVED or name == "refs" or name.lower().startswith("refs/"):
        raise BadName(f"The {what} name {shown} is reserved.")
    if _SHA.fullmatch(name.lower()):
        raise BadName(f"The {what} name {shown} looks like a commit's name.")
    return name


def check_ref(ref: str) -> str:
    """Return a full ref that clients may update; raise BadName otherwise."""
    for prefix, what in ((HEADS, "branch"), (TAGS, "tag")):
        if ref.startswith(prefix):
            check_name(ref.removeprefix(prefix), what=what)
            return ref
    raise BadName(f"Only branches and tags can be changed, not {display(ref[:80])}.")


def is_well_formed_ref(ref: str) -> bool:
    """Could git itself hold a ref of this name, and a file system a file of this name?"""
    parts = ref.split("/")
    return (
        parts[0] == "refs"
        and len(parts) > 1
        and _FORBIDDEN_BY_GIT.search(ref) is None
        and _BAD_PART.search(ref) is None
        and len(ref.encode("utf-8", "surrogatepass")) <= _MAX_REF_BYTES
        and max(len(part.encode("utf-8", "surrogatepass")) for part in parts) <= MAX_NAME_BYTES
    )


def collision(ref: str, existing: Iterable[str]) -> str | None:
    """The other existing ref that a file system blind to case would take for ``ref``."""
    folded = fold(ref)
    return next((other for other in existing if other != ref and fold(other) == folded), None)


def fold(ref: str) -> str:
    """The form in which two refs must differ."""
    return unicodedata.normalize("NFC", ref.casefold())


def short(ref: str) -> str:
    """The name of a branch or tag without ``refs/heads/`` or ``refs/tags/``."""
    return ref.removeprefix(HEADS) if ref.startswith(HEADS) else ref.removeprefix(TAGS)


def check_path(path: str) -> str:
    """Return a file path that a change made by the server may write; raise BadName otherwise."""
    raw = path_bytes(path)
    parts = path.split("/")
    if not path or len(raw) > MAX_PATH_BYTES:
        raise BadName(f"A file path has 1 to {MAX_PATH_BYTES} bytes.")
    if len(parts) > MAX_PATH_DEPTH:
        raise BadName(f"A file path has at most {MAX_PATH_DEPTH} levels.")
    if not path.isprintable():
        raise BadName(f"The path {display(path[:80])} holds a control or invisible character.")
    for part in parts:
        if part in {"", ".", ".."} or _DOT_GIT.fullmatch(_IGNORED_BY_HFS.sub("", part)):
            raise BadName(f"The path {display(path[:80])} is not allowed.")
    return path


def path_text(raw: bytes) -> str:
    """A path of a tree as text that :func:`path_bytes` turns back exactly."""
    return raw.decode("utf-8", "surrogateescape")


def path_bytes(path: str) -> bytes:
    """The bytes of a path made by :func:`path_text`."""
    return path.encode("utf-8", "surrogateescape")


def display(text: str) -> str:
    """Text safe to show: control, bidirectional and undecodable characters become escapes."""
    return "".join(_shown(character) for character in text)


def quote_path(path: str) -> str:
    """A path percent-encoded for a URL, byte for byte."""
    return quote(path_bytes(path), safe="/")


def _shown(character: str) -> str:
    if character == " " or character.isprintable():
        return character
    code = ord(character)
    if 0xDC80 <= code <= 0xDCFF:
        return f"\\x{code - 0xDC00:02x}"
    return character.encode("unicode_escape").decode("ascii")
