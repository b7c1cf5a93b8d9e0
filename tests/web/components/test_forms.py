import pytest
from django import forms
from django.template import Context, Template
from django.test import RequestFactory

from mergelab.web.components.forms import field, form_errors, form_fields

ERROR_ICON = (
    '<svg class="icon" aria-hidden="true"><use href="/static/vendor/icons.svg#error"></use></svg>'
)


class Sample(forms.Form):
    title = forms.CharField(help_text="Short & clear.", max_length=20)
    note = forms.CharField(required=False, widget=forms.Textarea(attrs={"rows": 2}))
    draft = forms.BooleanField(required=False, label="As a draft")
    kind = forms.ChoiceField(choices=[("a", "A"), ("b", "B")], widget=forms.RadioSelect)
    secret = forms.CharField(widget=forms.HiddenInput)


def test_an_input_is_tied_to_its_label_and_help() -> None:
    assert field(Sample()["title"]) == (
        '<div class="field">\n<label for="id_title">Title</label>\n'
        '<input type="text" name="title" maxlength="20" class="input"'
        ' aria-describedby="id_title_helptext" required id="id_title">\n'
        '<div class="field-help" id="id_title_helptext">Short &amp; clear.</div>\n</div>'
    )


def test_an_error_is_announced_and_described() -> None:
    form = Sample({"title": "x" * 21})
    markup = field(form["title"])
    assert 'aria-invalid="true"' in markup
    assert 'aria-describedby="id_title_helptext id_title_error"' in markup
    assert (
        f'<div class="field-error" id="id_title_error" role="alert">{ERROR_ICON}'
        "<div>Ensure this value has at most 20 characters (it has 21).</div></div>"
    ) in markup


def test_options_change_label_help_and_attributes() -> None:
    markup = field(
        Sample()["title"],
        label="Name",
        help="Hint",
        css="wide",
        input_css="input-mono",
        autofocus=True,
        placeholder="wind",
    )
    assert '<div class="field wide">\n<label for="id_title">Name</label>' in markup
    assert 'class="input input-mono"' in markup
    assert 'placeholder="wind"' in markup
    assert " autofocus " in markup
    assert ">Hint</div>" in markup


def test_what_may_stay_empty_says_so() -> None:
    markup = field(Sample()["note"])
    assert 'Note <span class="field-optional">optional</span></label>' in markup
    assert '<textarea name="note" cols="40" rows="2" class="input" id="id_note">' in markup


def test_a_check_box_stands_before_its_label() -> None:
    assert field(Sample()["draft"]) == (
        '<div class="field field-check">\n<input type="checkbox" name="draft" id="id_draft">\n'
        '<label for="id_draft">As a draft</label>\n</div>'
    )


def test_radio_buttons_are_a_group() -> None:
    markup = field(Sample({"title": "t"})["kind"])
    assert markup.startswith(
        '<fieldset class="field field-options" aria-describedby="id_kind_error">\n'
        "<legend>Kind</legend>\n"
    )
    assert markup.endswith("</fieldset>")


def test_form_fields_show_the_form_s_own_errors_and_hidden_inputs() -> None:
    form = Sample({"title": "t", "kind": "a", "secret": "s"})
    form.add_error(None, "Exists <already>.")
    markup = form_fields(form)
    assert markup.startswith(
        f'<div class="alert alert-danger" role="alert">{ERROR_ICON}'
        "<div><p>Exists &lt;already&gt;.</p></div></div>"
    )
    assert '<input type="hidden" name="secret" value="s" id="id_secret">' in markup
    assert [name in markup for name in ("id_title", "id_note", "id_draft", "id_kind")] == [True] * 4


def test_no_errors_no_alert() -> None:
    assert form_errors(Sample()) == ""


@pytest.mark.parametrize("request_made", [True, False])
def test_filter_bar_keeps_what_it_is_told_to(request_made: bool) -> None:
    source = '{% filter_bar placeholder="Find" keep="state, sort" %}{% endfilter_bar %}'
    request = RequestFactory().get("/x", {"search": 'a"b', "state": "merged", "page": "3"})
    values = {"request": request} if request_made else {}
    markup = Template(source).render(Context(values))
    assert ('<input type="hidden" name="state" value="merged">' in markup) is request_made
    assert ('value="a&quot;b"' in markup) is request_made
    assert "page" not in markup
    assert 'placeholder="Find" aria-label="Find"' in markup
