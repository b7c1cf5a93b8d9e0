"""Changed notebooks on commit and compare pages, and the reader's choice."""

import html
import re

import pytest
from django.test import Client
from factories import client_of, make_member
from selectolax.lexbor import LexborHTMLParser
from support.notebooks import Put, code, markdown, notebook, stream

from mergelab.accounts.models import User
from mergelab.notebooks.models import ViewPreferences
from mergelab.projects.models import Project
from mergelab.projects.roles import Role

pytestmark = pytest.mark.django_db

FRAGMENT = {"HX-Request": "true"}
FILLER = [markdown(f"Paragraph {n} of the story") for n in range(5)]
OLD = notebook(*FILLER, code("x = 1", stream("1\n")))
NEW = notebook(*FILLER, code("x = 2", stream("2\n"), count=2))


def address(project: Project, base: str, head: str, path: str = "notebooks/work.ipynb") -> str:
    return f"/{project.full_path}/-/notebook_diff/{base}...{head}/{path}"


def get(client: Client, url: str) -> str:
    answer = client.get(url, headers=FRAGMENT)
    assert answer.status_code == 200
    return answer.content.decode()


class TestFragment:
    def test_cells(self, project: Project, browser: Client, put: Put) -> None:
        base, head = put(OLD)[0], put(NEW)[0]
        text = get(browser, address(project, base, head))
        assert "1 of 6 cells changed, 1 output" in text
        assert "5 unchanged cells" in text
        assert "data-comment" not in text
        (fold,) = [html.unescape(url) for url in re.findall(r'class="fold" href="([^"]+)"', text)]
        assert get(browser, fold).count("<article") == 5
        assert get(browser, address(project, base, head) + "?split=1").count("diff-split") == 2

    def test_a_page_of_its_own(self, project: Project, browser: Client, put: Put) -> None:
        base, head = put(OLD)[0], put(NEW)[0]
        text = browser.get(address(project, base, head)).content.decode()
        assert text.startswith("<!doctype html>")
        assert 'class="nb-diff"' in text

    def test_added_and_deleted_files(self, project: Project, browser: Client, put: Put) -> None:
        head, _ = put(OLD)
        assert "notebook added, 6 cells" in get(browser, address(project, "empty", head))
        other, _ = put(NEW, "other.ipynb")
        text = get(browser, address(project, other, head, "other.ipynb"))
        assert "notebook deleted, 6 cells" in text

    def test_what_is_no_notebook_is_shown_as_text(
        self, project: Project, browser: Client, put: Put
    ) -> None:
        base, head = put(OLD)[0], put(b"<<<<<<< main\nnot json\n")[0]
        text = get(browser, address(project, base, head))
        assert "Shown as text: the file" in text
        assert "diff-line is-removed" in text

    def test_raw(self, project: Project, browser: Client, put: Put) -> None:
        base, head = put(OLD)[0], put(NEW)[0]
        text = get(browser, address(project, base, head) + "?mode=raw")
        assert 'class="nb-diff"' not in text
        assert text.count('<table class="diff diff-unified"') == 1
        assert 'aria-label="Show of notebooks"' not in text

    def test_commit_and_compare_pages_ask_for_it(
        self, project: Project, browser: Client, put: Put
    ) -> None:
        base, head = put(OLD)[0], put(NEW)[0]
        url = address(project, base, head)
        for page in (f"commit/{head}", f"compare/{base}...{head}"):
            text = browser.get(f"/{project.full_path}/-/{page}").content.decode()
            assert f'hx-get="{url}"' in text
            assert "cell_type" not in text
            split = browser.get(f"/{project.full_path}/-/{page}?view=split").content.decode()
            assert f'hx-get="{url}?view=split"' in split

    def test_wrong_addresses(self, project: Project, browser: Client, put: Put) -> None:
        base, head = put(OLD)[0], put(NEW)[0]
        good = address(project, base, head)
        for url in (
            address(project, "main", head),
            address(project, base, "main"),
            address(project, base, head, "none.ipynb"),
            address(project, base, "a" * 40),
            f"{good}?from=0&to=99",
            f"{good}?row=99&from=0&to=1",
        ):
            assert browser.get(url, headers=FRAGMENT).status_code == 404

    def test_is_hidden_from_strangers_and_guests(
        self, project: Project, anonymous: Client, ben: User, put: Put
    ) -> None:
        url = address(project, put(OLD)[0], put(NEW)[0])
        assert anonymous.get(url).status_code == 404
        assert client_of(ben).get(url).status_code == 404
        make_member(project, ben, Role.GUEST)
        assert client_of(ben).get(url).status_code == 403


class TestChoice:
    def test_is_remembered_for_the_user(
        self, project: Project, browser: Client, ana: User, put: Put
    ) -> None:
        url = address(project, put(OLD)[0], put(NEW)[0])
        assert "unchanged cells" in get(browser, url)
        get(browser, f"{url}?unchanged=show&outputs=show&mode=report&view=split")
        stored = ViewPreferences.objects.get(user=ana)
        assert (stored.mode, stored.split, stored.unchanged, stored.outputs, stored.metadata) == (
            *("report", True, True, True, False),
        )
        again = get(browser, url)
        assert "unchanged cells" not in again
        assert "nb-report" in again

    def test_older_addresses_still_work(
        self, project: Project, browser: Client, ana: User, put: Put
    ) -> None:
        url = address(project, put(OLD)[0], put(NEW)[0])
        assert "cell_type" in get(browser, f"{url}?raw=show&split=1")
        stored = ViewPreferences.objects.get(user=ana)
        assert (stored.mode, stored.split) == ("raw", True)
        assert 'class="nb-diff"' in get(browser, f"{url}?raw=hide&split=0")
        stored.refresh_from_db()
        assert (stored.mode, stored.split) == ("code", False)

    def test_parts_of_a_page_are_no_new_choice(
        self, project: Project, browser: Client, ana: User, put: Put
    ) -> None:
        url = address(project, put(OLD)[0], put(NEW)[0])
        get(browser, f"{url}?mode=report")
        get(browser, f"{url}?mode=code&from=0&to=5")
        assert ViewPreferences.objects.get(user=ana).mode == "report"

    def test_is_in_the_address_for_anybody_else(
        self, project: Project, anonymous: Client, put: Put
    ) -> None:
        url = address(project, put(OLD)[0], put(NEW)[0])
        project.visibility = "public"
        project.save()
        project.group.visibility = "public"
        project.group.save()
        assert "nb-report" in get(anonymous, f"{url}?mode=report")
        assert "nb-report" not in get(anonymous, url)
        assert not ViewPreferences.objects.exists()

    def test_nonsense_changes_nothing(self, project: Project, browser: Client, put: Put) -> None:
        url = address(project, put(OLD)[0], put(NEW)[0])
        nonsense = f"{url}?outputs=maybe&raw=1&unchanged=&mode=fast&view=3d&split=yes"
        assert 'class="nb-diff"' in get(browser, nonsense)
        assert not ViewPreferences.objects.exists()


class TestToolbar:
    def test_leads_to_every_other_view_in_place(
        self, project: Project, browser: Client, put: Put
    ) -> None:
        url = address(project, put(OLD)[0], put(NEW)[0])
        body = LexborHTMLParser(get(browser, f"{url}?mode=report")).body
        assert body is not None
        found = [
            (link.text(), link.attributes.get("aria-current"), link.attributes["hx-get"])
            for link in body.css(".nb-toolbar .segment")
        ]
        rest = "outputs=hide&metadata=hide&unchanged=hide"
        start = f"{url}?view=unified&whitespace=show&mode="
        assert found == [
            ("Code review", None, f"{start}code&{rest}"),
            ("Report review", "true", f"{start}report&{rest}"),
            ("Raw", None, f"{start}raw&{rest}"),
            ("Unified", "true", f"{start}report&{rest}"),
            ("Split", None, f"{start}report&{rest}".replace("unified", "split")),
        ]
        switches = [
            (link.text(), link.attributes["aria-checked"]) for link in body.css(".nb-switch")
        ]
        assert switches == [("Outputs", "false"), ("Metadata", "false"), ("All cells", "false")]
