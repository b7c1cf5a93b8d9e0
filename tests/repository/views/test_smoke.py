import pytest
from django.test import Client as Browser


@pytest.mark.parametrize(
    "page",
    [
        "files",
        "tree/main",
        "tree/main/src",
        "tree_commits/main",
        "blob/main/README.md",
        "blob/main/README.md?plain=1",
        "blob/main/src/train.py",
        "blob/main/data/table.csv",
        "blob/main/figure.png",
        "blob/main/model.bin",
        "blob/main/empty.txt",
        "raw/main/page.html",
        "commits/main",
        "commits/main/src",
        "commit/{head}",
        "commit/{head}?view=split&whitespace=hide",
        "commit/{first}",
        "branches",
        "tags",
        "compare",
        "compare/{first}...main",
        "compare/{first}..main",
        "archive/main.zip",
        "archive/main.tar.gz",
        "settings/protected_branches",
        "diff_file/{first}...{head}/src/train.py",
        "diff_lines/{head}/src/train.py?old=1&new=1&count=3",
    ],
)
def test_page(browser: Browser, code, page: str) -> None:
    page = page.replace("{head}", code.head).replace("{first}", code.shas[0])
    answer = browser.get(f"{code.path}/-/{page}")
    assert answer.status_code == 200, answer.content[:2000]
