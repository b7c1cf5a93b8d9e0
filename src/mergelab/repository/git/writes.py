"""Commits, merges and ref updates that the server makes.

Objects need no lock. Every ref update takes the repository's writer lock, compares the old value
and passes through the reference-transaction hook, which makes it durable before it is reported.
"""

import contextlib
import shutil
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from mergelab.repository.git import names
from mergelab.repository.git.command import git
from mergelab.repository.git.errors import GitError, NotFound, RefMoved
from mergelab.repository.git.layout import Layout
from mergelab.repository.git.lock import WAIT_SECONDS, writing
from mergelab.repository.git.process import Limits, run, status
from mergelab.repository.git.reads import open_repository, read_ref
from mergelab.repository.git.stale import clear_ref_locks
from mergelab.repository.hooks import hooks_directory

KEEP_AROUND: Final = "refs/keep-around/"
MERGE_REQUESTS: Final = "refs/merge-requests/"
_MERGE_LIMITS: Final = Limits(seconds=60.0, cpu=60)
_STAGES: Final = {"1": "base", "2": "ours", "3": "theirs"}


@dataclass(frozen=True)
class Identity:
    """Who a commit or tag is by; ``time`` carries its zone."""

    name: str
    email: str
    time: datetime


@dataclass(frozen=True)
class RefUpdate:
    """A change of one full ref; all zeros stand for "does not exist"."""

    ref: str
    old: str
    new: str


@dataclass(frozen=True)
class Stage:
    """One side of a file on which a merge stopped."""

    mode: int
    sha: str


@dataclass(frozen=True)
class ConflictedFile:
    """A path on which a merge stopped, and what stood there: None where there was nothing."""

    path: str
    base: Stage | None = None
    ours: Stage | None = None
    theirs: Stage | None = None


@dataclass(frozen=True)
class MergeResult:
    """A merge of two commits as a tree; with conflicts the tree holds conflict markers."""

    clean: bool
    tree: str
    files: tuple[ConflictedFile, ...]

    @property
    def conflicts(self) -> tuple[str, ...]:
        """The paths on which the merge stopped."""
        return tuple(file.path for file in self.files)


def create_repository(layout: Layout, directory: Path, *, default_branch: str = "main") -> None:
    """Make an empty bare repository, complete or not at all. Raises GitError if it exists."""
    names.check_name(default_branch)
    directory.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if directory.exists():
        raise GitError(f"{directory.name} exists already")
    fresh = Path(tempfile.mkdtemp(prefix=".new-", dir=directory.parent))
    try:
        command = git("init", "--bare", "--quiet", "--template=")
        run(fresh, command.value("--initial-branch", default_branch))
        fresh.rename(directory)
    except BaseException:
        shutil.rmtree(fresh, ignore_errors=True)
        raise
    layout.prepare()


def set_default_branch(layout: Layout, directory: Path, name: str) -> None:
    """Let HEAD name another branch."""
    names.check_name(name)
    with writing(layout, directory) as lock:
        run(directory, git("symbolic-ref").plain("HEAD", names.HEADS + name), inherit=(lock,))


def merge_tree(directory: Path, ours: str, theirs: str) -> MergeResult:
    """Merge two commits without touching any ref.

    Raises GitError for unrelated histories, GitTimeout.
    """
    command = git("merge-tree", "--write-tree", "-z", "--no-messages")
    result = status(
        directory, command.plain(_sha(ours), _sha(theirs)), ok=(0, 1), limits=_MERGE_LIMITS
    )
    tree, *entries = result.output.split(b"\0")
    files = _conflicted(entry for entry in entries if entry)
    return MergeResult(result.status == 0, tree.decode("ascii"), files)


def _conflicted(entries: Iterable[bytes]) -> tuple[ConflictedFile, ...]:
    """`<mode> <object> <stage>\\t<path>` of git's merge-tree, gathered by path."""
    found: dict[str, dict[str, Stage]] = {}
    for entry in entries:
        head, _, path = entry.partition(b"\t")
        mode, sha, number = head.decode("ascii").split()
        stages = found.setdefault(names.path_text(path), {})
        stages[_STAGES[number]] = Stage(int(mode, 8), sha)
    return tuple(ConflictedFile(path, **stages) for path, stages in found.items())


def commit_tree(
    directory: Path,
    *,
    tree: str,
    parents: tuple[str, ...],
    message: str,
    author: Identity,
    committer: Identity | None = None,
) -> str:
    """Write a commit object and return its name."""
    command = git("commit-tree")
    for parent in parents:
        command = command.pair("-p", _sha(parent))
    extra = {**_identity("AUTHOR", author), **_identity("COMMITTER", committer or author)}
    text = message.replace("\0", "").encode("utf-8", "replace")
    output = run(directory, command.plain(_sha(tree)), stdin=text, extra=extra)
    return output.decode("ascii").strip()


def tag_object(directory: Path, *, name: str, target: str, message: str, tagger: Identity) -> str:
    """Write an annotated tag's object for a commit and return its name."""
    names.check_name(name, what="tag")
    stamp = f"{_clean(tagger.name)} <{_clean(tagger.email)}> {_date(tagger.time)[1:]}"
    text = f"object {_sha(target)}\ntype commit\ntag {name}\ntagger {stamp}\n\n{message}\n"
    raw = text.replace("\0", "").encode("utf-8", "replace")
    return run(directory, git("mktag"), stdin=raw).decode("ascii").strip()


def update_refs(
    layout: Layout,
    directory: Path,
    updates: list[RefUpdate],
    *,
    spool: Path | None = None,
    wait: float = WAIT_SECONDS,
) -> None:
    """Change refs in one transaction: all or none.

    Each ref must have its ``old`` value (zeros: must not exist). ``spool`` is the folder of
    :mod:`mergelab.repository.spool` in which the hook records the change; None leaves no record.
    Raises RefMoved, LockTimeout, BadName, GitError.
    """
    lines = b"".join(_transaction_line(update) for update in updates)
    extra = {} if spool is None else {"MERGELAB_SPOOL": str(spool)}
    with writing(layout, directory, wait=wait) as lock:
        clear_ref_locks(directory, [update.ref for update in updates])
        try:
            run(
                directory,
                git("update-ref", "--stdin", "-z"),
                stdin=b"start\0" + lines + b"prepare\0commit\0",
                extra=extra,
                config={"core.hooksPath": str(hooks_directory(layout))},
                inherit=(lock,),
            )
        except GitError as problem:
            if _moved(directory, updates):
                raise RefMoved("The branch was changed meanwhile.") from problem
            raise


def keep_around(layout: Layout, directory: Path, sha: str) -> None:
    """Keep a commit from ever being pruned, whatever happens to its branches."""
    ref = KEEP_AROUND + _sha(sha)
    with open_repository(directory) as handle:
        known = read_ref(handle, ref) is not None
    if not known:
        with contextlib.suppress(RefMoved):
            update_refs(layout, directory, [RefUpdate(ref, names.ZERO, sha)])


def set_merge_request_head(layout: Layout, directory: Path, iid: int, sha: str) -> None:
    """Let ``refs/merge-requests/<iid>/head`` name a commit."""
    ref = f"{MERGE_REQUESTS}{int(iid)}/head"
    with open_repository(directory) as handle:
        old = read_ref(handle, ref)
    if old != sha:
        update_refs(layout, directory, [RefUpdate(ref, old or names.ZERO, _sha(sha))])


def _transaction_line(update: RefUpdate) -> bytes:
    if not update.ref.startswith((KEEP_AROUND, MERGE_REQUESTS)):
        names.check_ref(update.ref)
    ref, old, new = update.ref.encode(), _sha(update.old), _sha(update.new)
    if names.is_zero(new):
        return b"delete %b\0%b\0" % (ref, old.encode())
    return b"update %b\0%b\0%b\0" % (ref, new.encode(), old.encode())


def _moved(directory: Path, updates: list[RefUpdate]) -> bool:
    with open_repository(directory) as handle:
        return any((read_ref(handle, update.ref) or names.ZERO) != update.old for update in updates)


def _sha(text: str) -> str:
    if not names.is_sha(text):
        raise NotFound(f"{text[:64]!r} is not a full object name.")
    return text


def _identity(role: str, who: Identity) -> dict[str, str]:
    return {
        f"GIT_{role}_NAME": _clean(who.name) or "unknown",
        f"GIT_{role}_EMAIL": _clean(who.email),
        f"GIT_{role}_DATE": _date(who.time),
    }


def _clean(text: str) -> str:
    """Without what ends a name in a commit's header; never only of what git strips itself."""
    kept = "".join(c for c in text if c.isprintable() and c not in "<>")
    return kept.strip(" .,:;\"'\\").encode("utf-8", "replace").decode("utf-8")


def _date(time: datetime) -> str:
    moment = time if time.tzinfo is not None else time.replace(tzinfo=UTC)
    return f"@{int(moment.timestamp())} {moment:%z}"
