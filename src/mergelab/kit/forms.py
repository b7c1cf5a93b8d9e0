"""One way for a page's form to carry out a verb and to show what the verb refused."""

from collections.abc import Callable
from typing import TypeVar

from django.forms import BaseForm
from django.http import HttpRequest, QueryDict

from mergelab.kit.errors import DomainError

T = TypeVar("T")


def carry_out(form: BaseForm, verb: Callable[[], T]) -> T | None:
    """The verb's result; None when the form is invalid or the verb refuses, said in the form."""
    if not form.is_valid():
        return None
    try:
        return verb()
    except DomainError as error:
        form.add_error(error.field if error.field in form.fields else None, error.message)
        return None


def posted(request: HttpRequest) -> QueryDict | None:
    """What binds a form: the data of a POST, even when it is empty; None for reading the page."""
    return request.POST if request.method == "POST" else None
