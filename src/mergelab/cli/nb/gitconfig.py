"""The settings in git's configuration that notebooks need, put and taken out again."""

from collections.abc import Mapping

from mergelab.cli.nb.gitcalls import git

DIFF, TEXT, MERGE, CLEAN = (
    " nb git-diff",
    " nb git-text",
    " nb merge --git-driver %O %A %B %L %P",
    " nb git-clean %f",
)
_TITLES = {
    "diff.mergelab.xfuncname": "^(#|//|--|%|;;) %%.*$",
    "merge.mergelab.name": "mergelab: notebooks, cell by cell",
}
_ENDS = {
    "diff.mergelab.command": DIFF,
    "diff.mergelab.textconv": TEXT,
    "merge.mergelab.driver": MERGE,
    "filter.mergelab.clean": CLEAN,
}
"""What our commands end with: by that a value of ours is known from somebody else's."""


def settings_for(program: str, *, clean: bool) -> dict[str, str]:
    """Every setting, for a program that git calls with a shell."""
    wanted = {name: program + end for name, end in _ENDS.items()} | _TITLES
    if not clean:
        del wanted["filter.mergelab.clean"]
    return wanted


class Config:
    """One of git's configuration files: `--local` or `--global`."""

    def __init__(self, scope: str) -> None:
        self.scope = scope

    def own(self) -> dict[str, str]:
        """Those of our settings that are ours now."""
        found = {name: self._value(name) for name in (*_ENDS, *_TITLES)}
        return {name: value for name, value in found.items() if value and _is_ours(name, value)}

    def put(self, settings: Mapping[str, str]) -> None:
        """Set all of these, and take out those of ours that are not among them."""
        for name in self.own():
            if name not in settings:
                self._unset(name)
        for name, value in settings.items():
            if self._value(name) != value:
                git(["config", self.scope, "--replace-all", name, value])

    def remove(self) -> list[str]:
        """Take out our settings; the names of those that somebody else has set otherwise."""
        for name in self.own():
            self._unset(name)
        return [name for name in (*_ENDS, *_TITLES) if self._value(name)]

    def _value(self, name: str) -> str:
        """A setting's value; 1 is how git says that there is none."""
        return git(["config", self.scope, "--get", name], fine=(0, 1))

    def _unset(self, name: str) -> None:
        git(["config", self.scope, "--unset-all", name])


def _is_ours(name: str, value: str) -> bool:
    return value == _TITLES[name] if name in _TITLES else value.endswith(_ENDS[name])
