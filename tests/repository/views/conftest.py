"""A project whose repository holds some of everything."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from mergelab.projects.models import Project
from mergelab.repository.storage import directory

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c63f8cfc0f01f0005000201a5d6e5fb0000000049454e44ae426082"
)
README = "# Power forecast\n\nSee [the script](src/train.py).\n\n<script>alert(1)</script>\n"
TRAIN = "import os\n\n\ndef train(rate):\n    return rate * 2\n"


@dataclass
class Code:
    """The project and its user's working tree; `head` is main."""

    project: Project
    client: Any
    shas: list[str] = field(default_factory=list)

    @property
    def path(self) -> str:
        return f"/{self.project.full_path}"

    @property
    def directory(self) -> Path:
        return directory(self.project.pk)

    @property
    def head(self) -> str:
        return self.shas[-1]

    def push(self, *refspecs: str) -> None:
        """Straight into the bare repository, past the server."""
        self.client.run(
            "push", "-q", "--force", str(self.directory), *(refspecs or ("HEAD:refs/heads/main",))
        )


@pytest.fixture
def code(project: Project, client: Any) -> Code:
    made = Code(project, client)
    made.shas.append(
        client.commit(
            {
                "README.md": README,
                "src/train.py": TRAIN,
                "data/table.csv": "a,b\n1,2\n3,<b>4</b>\n",
                "figure.png": PNG,
                "model.bin": b"\0\1\2",
                "empty.txt": "",
                "page.html": "<script>alert(1)</script>",
            },
            "First files\n\nWith a body.",
        )
    )
    made.shas.append(
        client.commit(
            {"src/train.py": TRAIN.replace("rate * 2", "rate * 3")}, "Train <b>faster</b>"
        )
    )
    made.push()
    return made
