"""The page of a notebook file."""

import pytest
from django.test import Client
from factories import client_of
from selectolax.lexbor import LexborHTMLParser
from support.notebooks import (
    Put,
    code,
    coded,
    display,
    error,
    markdown,
    notebook,
    picture,
    stream,
)

from mergelab.accounts.models import User
from mergelab.projects.models import Project

FRAGMENT = {"HX-Request": "true"}


def view(client: Client, project: Project, path: str = "notebooks/work.ipynb") -> str:
    url = f"/{project.full_path}/-/notebook_view/main/{path}"
    answer = client.get(url, headers=FRAGMENT)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.django_db
class TestView:
    def test_cells(self, project: Project, browser: Client, put: Put) -> None:
        put(
            notebook(
                markdown("# Power\n\n*curve*"),
                code("x = 1", stream("\x1b[32mok\x1b[0m <b>\n"), count=3, tags=["slow"]),
                code("1 / 0", error()),
            )
        )
        text = view(browser, project)
        assert '<div class="prose nb-prose"><h1>Power</h1>\n<p><em>curve</em></p>\n</div>' in text
        assert '<div class="cell-prompt">[3]</div>' in text
        assert '<span class="ansi-green">ok</span> &lt;b&gt;' in text
        assert '<span class="badge badge-outline">slow</span>' in text
        assert "<strong>ValueError</strong>: below zero" in text
        assert '<span class="mi">1</span>' in text

    def test_a_figure_is_an_address_and_never_inlined(
        self, project: Project, browser: Client, put: Put
    ) -> None:
        _, blob = put(notebook(code("plot()", display(image__png=coded(picture())))))
        text = view(browser, project)
        url = f"/{project.full_path}/-/notebook_outputs/{blob}/0/0/png"
        assert f'<img src="{url}" alt="figure 1" width="4" height="3"' in text
        assert "data:" not in text
        assert browser.get(url).content == picture()

    def test_links_and_pictures_stay_in_the_commit(
        self, project: Project, browser: Client, put: Put
    ) -> None:
        attached = {"here.png": {"image/png": coded(picture())}}
        source = (
            "[data](../data/a.csv) ![x](plot.png) ![y](attachment:here.png) ![z](attachment:no)"
        )
        sha, blob = put(notebook(markdown(source, attachments=attached)))
        text = view(browser, project)
        base = f"/{project.full_path}/-"
        assert f'href="{base}/blob/{sha}/data/a.csv"' in text
        assert f'src="{base}/raw/{sha}/notebooks/plot.png"' in text
        assert f'src="{base}/notebook_attachments/{blob}/0/0"' in text
        assert text.count("<img") == 2
        assert browser.get(f"{base}/notebook_attachments/{blob}/0/0").content == picture()

    def test_latex_is_kept_as_written(self, project: Project, browser: Client, put: Put) -> None:
        source = "With $a_i * b_i$ and $$\\sum_{i<3} x_i$$, for 5 $ or 6 $."
        put(notebook(markdown(source), code("x", display(text__latex="$\\alpha<1$"))))
        text = view(browser, project)
        assert '<code class="math">a_i * b_i</code>' in text
        assert '<code class="math math-display">\\sum_{i&lt;3} x_i</code>' in text
        assert "for 5 $ or 6 $." in text
        assert '<code class="math">$\\alpha&lt;1$</code>' in text

    def test_interactive_outputs_are_named_with_their_size(
        self, project: Project, browser: Client, put: Put
    ) -> None:
        plot = {"data": [{"x": [1, 2]}]}
        widget = {"model_id": "a" * 32}
        put(
            notebook(
                code("show()", display(**{"application__vnd.plotly.v1+json": plot})),
                code("show()", display(**{"application__vnd.jupyter.widget-view+json": widget})),
                code("show()", display(**{"application__x-new": "abc"})),
                code("show()", {"output_type": "future", "body": 1}),
            )
        )
        text = view(browser, project)
        assert "Plotly figure" in text
        assert "Jupyter widget" in text
        assert "Output of type “application/x-new”" in text
        assert "Output of type “future”" in text
        assert text.count(" download>Download</a>") == 4

    def test_a_long_text_is_cut_and_can_be_opened(
        self, project: Project, browser: Client, put: Put
    ) -> None:
        _, blob = put(notebook(code("loop()", stream("".join(f"row {n}\n" for n in range(500))))))
        text = view(browser, project)
        assert "row 79\n" not in text
        assert "row 79</pre>" in text
        assert "row 80" not in text
        assert "row 470\n" in text
        assert "390 more lines: show all" in text
        url = f"/{project.full_path}/-/notebook_text/{blob}/0/0"
        whole = browser.get(url, headers=FRAGMENT).content.decode()
        assert whole.count("row ") == 500

    def test_progress_bars_are_collapsed(self, project: Project, browser: Client, put: Put) -> None:
        put(notebook(code("fit()", stream("10 %\r50 %\r100 %\ndone\n"))))
        text = view(browser, project)
        assert ">100 %\ndone</pre>" in text
        assert "50 %" not in text

    def test_what_is_no_notebook_says_why(
        self, project: Project, browser: Client, put: Put
    ) -> None:
        put(b"<html>not a notebook</html>")
        text = view(browser, project)
        assert "This file cannot be shown as a notebook: " in text
        assert f"/{project.full_path}/-/raw/main/notebooks/work.ipynb" in text

    def test_many_cells_come_in_pages(self, project: Project, browser: Client, put: Put) -> None:
        put(notebook(*[markdown(f"cell {n}") for n in range(151)]))
        text = view(browser, project)
        assert text.count("<article") == 150
        assert ">1 more cell</a>" in text
        url = f"/{project.full_path}/-/notebook_view/main/notebooks/work.ipynb?from=150"
        assert f'hx-get="{url}"' in text
        rest = browser.get(url, headers=FRAGMENT).content.decode()
        assert rest.count("<article") == 1
        assert "cell 150" in rest

    def test_hints_lead_to_their_cells(self, project: Project, browser: Client, put: Put) -> None:
        put(
            notebook(
                code("1 / 0", error()), code("open('/home/alice/<b>')", count=0), markdown("end")
            )
        )
        body = LexborHTMLParser(view(browser, project)).body
        assert body is not None
        warning, notes = body.css(".alert")
        assert warning.css_first("a").attributes["href"] == "#cell-1"
        assert warning.css_first("a").text() == "Cell 1 fails with ValueError"
        assert warning.css_first("details").text().startswith("Why?Running the whole notebook")
        assert notes.css_first("details > summary").text() == "2 notes"
        assert "/home/alice/<b>" not in notes.html
        assert [link.attributes["href"] for link in notes.css("a")] == ["#cell-2", "#cell-2"]

    def test_a_notebook_without_oddities_has_no_hints(
        self, project: Project, browser: Client, put: Put
    ) -> None:
        put(notebook(code("a = 1")))
        assert "alert" not in view(browser, project)

    def test_works_as_a_page_of_its_own(self, project: Project, browser: Client, put: Put) -> None:
        put(notebook(markdown("# Power")))
        url = f"/{project.full_path}/-/notebook_view/main/notebooks/work.ipynb"
        text = browser.get(url).content.decode()
        assert text.startswith("<!doctype html>")
        assert "<h1>Power</h1>" in text

    def test_the_file_page_asks_for_it(self, project: Project, browser: Client, put: Put) -> None:
        sha, _ = put(notebook(markdown("# Power")))
        url = f"/{project.full_path}/-/blob/main/notebooks/work.ipynb"
        expected = f'hx-get="/{project.full_path}/-/notebook_view/{sha}/notebooks/work.ipynb"'
        assert expected in browser.get(url).content.decode()

    def test_is_hidden_from_strangers(
        self, project: Project, anonymous: Client, ben: User, put: Put
    ) -> None:
        put(notebook(markdown("# Power")))
        url = f"/{project.full_path}/-/notebook_view/main/notebooks/work.ipynb"
        assert anonymous.get(url).status_code == 404
        assert client_of(ben).get(url).status_code == 404

    def test_missing_files_are_not_found(self, project: Project, browser: Client, put: Put) -> None:
        put(notebook(markdown("# Power")))
        base = f"/{project.full_path}/-/notebook_view/main"
        assert browser.get(f"{base}/notebooks/none.ipynb").status_code == 404
        assert browser.get(f"{base}/notebooks").status_code == 404
        assert browser.get(f"{base}").status_code == 404


@pytest.mark.django_db
class TestScript:
    def test_download(self, project: Project, browser: Client, put: Put) -> None:
        put(notebook(markdown("# Power"), code("x = 1", stream("one\n"), count=3)))
        link = f"/{project.full_path}/-/notebook_script/main/notebooks/work.ipynb"
        assert f'<a href="{link}" download>Download as text</a>' in view(browser, project)
        answer = browser.get(link)
        assert answer.content == b"# %% [markdown]\n# # Power\n\n# %%\nx = 1\n" + (
            "# → stdout\n#     one\n".encode()
        )
        assert answer["Content-Type"] == "text/plain; charset=utf-8"
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Content-Disposition"].startswith('attachment; filename="work.')
        assert b"stdout" not in browser.get(f"{link}?outputs=hide").content

    def test_what_is_no_notebook_leads_to_the_reason(
        self, project: Project, browser: Client, put: Put
    ) -> None:
        put(b"<html>not a notebook</html>")
        base, path = f"/{project.full_path}/-", "main/notebooks/work.ipynb"
        answer = browser.get(f"{base}/notebook_script/{path}")
        assert (answer.status_code, answer["Location"]) == (302, f"{base}/notebook_view/{path}")

    def test_is_hidden_from_strangers(
        self, project: Project, anonymous: Client, ben: User, put: Put
    ) -> None:
        put(notebook(markdown("# Power")))
        url = f"/{project.full_path}/-/notebook_script/main/notebooks/work.ipynb"
        assert anonymous.get(url).status_code == 404
        assert client_of(ben).get(url).status_code == 404
        assert client_of(ben).get(url.replace("work", "none")).status_code == 404
