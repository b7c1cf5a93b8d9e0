from datetime import UTC, datetime
from types import SimpleNamespace

from django import forms
from django.template import Context, Template

from mergelab.web.components import review

WHEN = datetime(2020, 1, 2, tzinfo=UTC)


def rendered(source: str, **values: object) -> str:
    return Template(source).render(Context(values))


def test_file_head() -> None:
    markup = rendered(
        '{% file_head path old_path="a.py" added=3 removed=0 meta="moved" %}x{% endfile_head %}',
        path="b<c>.py",
    )
    assert '<h2 class="file-path"><span class="subtle">a.py</span> ' in markup
    assert 'aria-label="renamed to"' in markup
    assert "b&lt;c&gt;.py</h2>" in markup
    assert 'data-copy="b&lt;c&gt;.py"' in markup
    assert '<span class="plus">+3</span> <span class="minus">−0</span>' in markup
    assert '<span class="file-summary">moved</span>' in markup
    assert markup.endswith('<div class="actions">x</div></header>')


def test_file_item() -> None:
    assert review.file_item("a.py", "#f1", meta="+1 −2", active=True) == (
        '<li><a class="file-link" href="#f1" aria-current="true">'
        '<span class="file-name" title="a.py">a.py</span>'
        '<span class="file-meta">+1 −2</span></a></li>'
    )
    assert 'aria-label="viewed"' in review.file_item("a.py", "#f1", viewed=True)


def test_cell_head_takes_texts_and_pairs() -> None:
    markup = rendered(
        '{% cell_head "Cell 4" kind="code" badges=badges %}{% endcell_head %}',
        badges=["moved", ("added", "success")],
    )
    assert markup == (
        '<header class="cell-head"><h3>Cell 4</h3><span class="subtle">code</span>'
        '<span class="badge">moved</span><span class="badge badge-success">added</span>'
        '<div class="actions"></div></header>'
    )


def test_a_figure_that_is_missing_on_one_side_says_so() -> None:
    markup = review.figure_pair(after="/f?x&y", after_alt="a curve", after_size=(640, 260))
    assert '<figcaption>before</figcaption><p class="figure-none">no figure before</p>' in markup
    assert (
        '<img src="/f?x&amp;y" alt="a curve" loading="lazy" decoding="async"'
        ' width="640" height="260">'
    ) in markup


def test_an_open_thread_shows_its_notes() -> None:
    markup = rendered('{% thread id="d1" where="a.py, line 3" state="outdated" %}n{% endthread %}')
    assert '<section class="thread" aria-label="Thread" id="d1">' in markup
    assert "<span>a.py, line 3</span>" in markup
    assert "Outdated" in markup
    assert markup.endswith("</header>n</section>")


def test_a_resolved_thread_is_folded() -> None:
    markup = rendered(
        '{% thread resolved=True resolved_by="ben" summary="2 comments" %}n{% endthread %}'
    )
    assert "<span>by ben</span>" in markup
    assert '<details class="thread-more"><summary>2 comments</summary>n</details>' in markup


def test_note() -> None:
    markup = rendered(
        '{% note ana when id="note_5" url="#note_5" meta="on version 2" edited=True %}'
        "body{% endnote %}",
        ana=SimpleNamespace(username="ana", name="Ana Nunes"),
        when=WHEN,
    )
    assert '<article class="note" id="note_5">' in markup
    assert '<span class="note-author">ana</span>' in markup
    assert 'href="#note_5"><time datetime="2020-01-02T00:00:00+00:00"' in markup
    assert " · edited · on version 2</span></header>\nbody</div></article>" in markup


def test_a_note_outlives_its_author() -> None:
    markup = rendered("{% note nobody when %}x{% endnote %}", nobody=None, when=WHEN)
    assert '<span class="note-author">Deleted user</span>' in markup


def test_thread_foot_replies_and_resolves_with_plain_forms() -> None:
    markup = rendered(
        '{% thread_foot id="d1" reply_url="/r" resolve_url="/s" hx_post="/h" %}'
        "{% endthread_foot %}",
        csrf_token="t0",
    )
    assert '<form class="note-reply" method="post" action="/r" hx-post="/h">' in markup
    assert 'id="d1-reply"' in markup
    assert '<input type="hidden" name="resolved" value="true">' in markup
    assert markup.count('name="csrfmiddlewaretoken" value="t0"') == 2
    assert 'name="resolve" value="1"' in markup


def test_a_resolved_thread_can_be_reopened_but_not_resolved_again() -> None:
    markup = rendered(
        '{% thread_foot id="d" reply_url="/r" resolve_url="/s" resolved=True %}'
        "{% endthread_foot %}",
        csrf_token="t0",
    )
    assert '<input type="hidden" name="resolved" value="false">' in markup
    assert "Reopen thread" in markup
    assert 'name="resolve"' not in markup


def test_who_may_neither_reply_nor_resolve_gets_no_form() -> None:
    assert "<form" not in rendered('{% thread_foot id="d" %}{% endthread_foot %}')


def test_markdown_editor_keeps_what_was_written() -> None:
    markup = review.markdown_editor(
        name="body", id="b", label="Comment", value="\n</textarea><script>", preview="/p"
    )
    assert 'data-preview="/p"' in markup
    assert ">\n\n&lt;/textarea&gt;&lt;script&gt;</textarea>" in markup


class Sample(forms.Form):
    description = forms.CharField(required=False, widget=forms.Textarea, help_text="Markdown.")


def test_markdown_field() -> None:
    markup = review.markdown_field(Sample()["description"], preview="/p")
    assert '<label for="id_description">Description <span class="field-optional">' in markup
    assert '<div class="editor" data-editor data-preview="/p">' in markup
    assert '<div class="field-help" id="id_description_helptext">Markdown.</div>' in markup


def test_theme_button() -> None:
    assert 'value="dark" aria-pressed="true"' in review.theme_button("dark", "Dark", "moon", "dark")
    assert 'aria-pressed="true"' in review.theme_button("system", "System", "system", "")
