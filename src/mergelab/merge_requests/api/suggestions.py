"""REST: suggestions of comments, applied to the source branch."""

import msgspec

from mergelab.discussions.api import SuggestionOut, suggestion_out
from mergelab.discussions.models import Suggestion
from mergelab.kit.access import Request
from mergelab.kit.errors import Refused
from mergelab.kit.rest import Number, operation
from mergelab.merge_requests import services
from mergelab.merge_requests.api.loading import load_suggestion


class Application(msgspec.Struct, kw_only=True):
    """`clear_outputs` empties the outputs of changed notebook cells."""

    commit_message: str = ""
    clear_outputs: bool = True


class BatchApplication(Application, kw_only=True):
    ids: list[Number]


@operation("Apply a suggestion", body=Application, returns=SuggestionOut)
def apply(request: Request, suggestion: Suggestion, body: Application) -> SuggestionOut:
    return _applied(request, [suggestion], body)[0]


@operation(
    "Apply suggestions as one commit",
    body=BatchApplication,
    returns=list[SuggestionOut],
)
def batch_apply(request: Request, body: BatchApplication) -> list[SuggestionOut]:
    if len(set(body.ids)) > services.MOST_SUGGESTIONS:
        raise Refused(f"Name at most {services.MOST_SUGGESTIONS} suggestions.", field="ids")
    found = [load_suggestion(request.actor, pk) for pk in dict.fromkeys(body.ids)]
    return _applied(request, found, body)


def _applied(
    request: Request, suggestions: list[Suggestion], body: Application
) -> list[SuggestionOut]:
    made = services.apply_suggestions(
        by=request.actor,
        suggestions=suggestions,
        message=body.commit_message,
        clear_outputs=body.clear_outputs,
    )
    return [suggestion_out(row) for row in made]
