from django import forms
from django.http import HttpRequest, QueryDict

from mergelab.kit.errors import Conflict, Refused
from mergelab.kit.forms import carry_out, posted


class NameForm(forms.Form):
    name = forms.CharField()


def refuse(error: Exception) -> str:
    raise error


def test_the_verbs_result() -> None:
    form = NameForm({"name": "ana"})
    assert carry_out(form, lambda: form.cleaned_data["name"]) == "ana"


def test_an_invalid_form_calls_no_verb() -> None:
    form = NameForm({})
    assert carry_out(form, lambda: refuse(AssertionError())) is None
    assert form.errors == {"name": ["This field is required."]}


def test_a_refusal_stands_at_its_field() -> None:
    form = NameForm({"name": "ana"})
    assert carry_out(form, lambda: refuse(Refused("Taken.", field="name"))) is None
    assert form.errors == {"name": ["Taken."]}


def test_a_refusal_of_no_field_here_is_the_forms_own() -> None:
    for error in (Conflict("Busy."), Refused("Busy.", field="elsewhere")):
        form = NameForm({"name": "ana"})
        assert carry_out(form, lambda error=error: refuse(error)) is None  # type: ignore[misc]
        assert form.non_field_errors() == ["Busy."]


def test_an_empty_post_binds_a_form() -> None:
    request = HttpRequest()
    request.method = "GET"
    assert posted(request) is None
    request.method = "POST"
    assert posted(request) == QueryDict()
