"""Addresses of what a notebook holds, by the blob that it is read from."""

from dataclasses import dataclass

from mergelab.projects.models import Project
from mergelab.repository.addresses import Addresses


@dataclass(frozen=True)
class Contents:
    """Where the parts of one notebook file are served; cells and outputs count from 0.

    Made here and not by `reverse`, because a page may name hundreds. The blob's name never means
    other bytes, so a browser keeps what it got. `widgets` are the ids of those whose state was
    saved with the notebook.
    """

    base: str
    blob: str
    widgets: frozenset[str] = frozenset()

    def frame(self, cell: int, output: int) -> str:
        """The sandboxed page in which an interactive output runs."""
        return f"{self.base}notebook_frames/{self.blob}/{cell}/{output}"

    def figure(self, cell: int, output: int, kind: str) -> str:
        """The picture of an output: png, jpeg, gif, webp or svg."""
        return f"{self.base}notebook_outputs/{self.blob}/{cell}/{output}/{kind}"

    def data(self, cell: int, output: int, part: int) -> str:
        """The download of one entry of an output's bundle, by its place there."""
        return f"{self.base}notebook_data/{self.blob}/{cell}/{output}/{part}"

    def whole(self, cell: int, output: int) -> str:
        """The fragment with all of an output's text."""
        return f"{self.base}notebook_text/{self.blob}/{cell}/{output}"

    def attachment(self, cell: int, place: int) -> str:
        """A picture attached to a cell, by its place among the attachments."""
        return f"{self.base}notebook_attachments/{self.blob}/{cell}/{place}"


def contents_of(project: Project, blob: str, widgets: frozenset[str] = frozenset()) -> Contents:
    return Contents(Addresses(project).files.removesuffix("files"), blob, widgets)
