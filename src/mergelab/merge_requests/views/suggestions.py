"""Applying a suggestion from the thread that it stands in."""

from django.contrib import messages
from django.http import HttpResponse

from mergelab.discussions.models import Suggestion
from mergelab.discussions.views import answer
from mergelab.kit.access import Request
from mergelab.kit.errors import Refused
from mergelab.merge_requests import services
from mergelab.merge_requests.forms import ApplyForm
from mergelab.web.fragments import wants_fragment


def apply(request: Request, suggestion: Suggestion) -> HttpResponse:
    """One commit on the source branch; the answer is the thread as it is then."""
    form = ApplyForm(request.POST)
    if not form.is_valid():
        raise Refused("Write a commit message.", field="message")
    values = form.cleaned_data
    (applied,) = services.apply_suggestions(
        by=request.actor,
        suggestions=[suggestion],
        message=values["message"],
        clear_outputs=values["clear_outputs"],
    )
    if not wants_fragment(request):
        messages.success(request, f"The suggestion is applied in {applied.commit[:8]}.")
    return answer(request, suggestion.note.discussion, anchor=f"suggestion-{suggestion.pk}")
