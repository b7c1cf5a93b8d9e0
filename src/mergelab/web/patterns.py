"""What the pattern page shows: each sample's template, its markup and the values in it."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final, NamedTuple

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.template.loader import get_template
from django.templatetags.static import static
from django.utils import timezone

from mergelab.web.components.diff import Fold, Heading, Line, Pair
from mergelab.web.components.feedback import STATES
from mergelab.web.icons import ICONS

TITLES: Final = {
    "button": "Button",
    "field": "Field and form",
    "markdown_editor": "Markdown editor",
    "filter_bar": "Filter bar",
    "menu": "Menu",
    "dialog": "Dialog",
    "confirm_dialog": "Typed confirmation",
    "tabs": "Tabs and segmented control",
    "breadcrumb": "Breadcrumbs and page head",
    "badge": "Badge",
    "avatar": "Avatar",
    "panel": "Panel, rows and stats",
    "table": "Table",
    "key_value": "Key and value, times, numbers",
    "checklist": "Checklist",
    "activity": "Activity",
    "alert": "Alert",
    "toast": "Toast",
    "tooltip": "Tooltip",
    "progress": "Progress",
    "empty_state": "Empty state",
    "pagination": "Pagination",
    "code_block": "Copy to the clipboard",
    "file_list": "File list",
    "diff": "Diff, unified",
    "diff_split": "Diff, split",
    "cell": "Notebook cells",
    "thread": "Thread and notes",
    "prose": "Prose",
    "icon": "Icons",
}
COMMANDS: Final = (
    "git switch -c density",
    "git push -u origin density",
)


@dataclass(frozen=True)
class Person:
    """Somebody to show."""

    username: str
    name: str


class Pattern(NamedTuple):
    """One section of the page."""

    name: str
    title: str
    source: str
    markup: str


class SampleForm(forms.Form):
    """Every kind of control, one of them with an error."""

    name = forms.CharField(help_text="Letters, digits, dots, dashes and underscores.")
    path = forms.SlugField(required=False)
    description = forms.CharField(required=False, widget=forms.Textarea(attrs={"rows": 3}))
    branch = forms.ChoiceField(choices=[("main", "main"), ("density", "density")])
    visibility = forms.ChoiceField(
        choices=[("private", "Private"), ("internal", "Internal"), ("public", "Public")],
        widget=forms.RadioSelect,
        help_text="Who can see the project.",
    )
    readme = forms.BooleanField(
        required=False, label="Start with a README", help_text="So that it can be cloned at once."
    )


DEF: Final = '<span class="k">def</span> <span class="nf">corrected_speed</span>(df):'
RHO: Final = '    rho = df.pressure / (<span class="mf">287.05</span> * df.temperature)'


def _returns(sign: str) -> str:
    return (
        f'    <span class="k">return</span> df.wind_speed <mark>{sign}</mark> '
        '(rho / <span class="mf">1.225</span>) ** (<span class="mi">1</span> / '
        '<span class="mi">3</span>)'
    )


def _sample_thread(values: dict[str, Any], prefix: str) -> str:
    """The first thread of the thread sample, with ids of its own."""
    markup = get_template("web/patterns/thread.html").render(values)
    first = markup.partition("</section>")[0] + "</section>"
    return first.replace("discussion-1", f"{prefix}-thread").replace("note_", f"{prefix}-note-")


def _lines(values: dict[str, Any], prefix: str) -> list[Line]:
    url = "#comment"
    return [
        Line("context", 1, 1, DEF, f"{prefix}-1", url),
        Line("context", 2, 2, RHO, f"{prefix}-2", url),
        Line("removed", 3, None, _returns("-"), f"{prefix}-3o", url),
        Line("added", None, 3, _returns("*"), f"{prefix}-3", url, _sample_thread(values, prefix)),
        Line(
            "added",
            None,
            4,
            '<span class="c1"># checked against the mast</span>',
            f"{prefix}-4",
            url,
            note="no newline at the end",
        ),
    ]


def _values() -> dict[str, Any]:
    now = timezone.now()
    form = SampleForm(
        {"name": "wind farm!", "path": "wind farm", "branch": "main", "visibility": "private"}
    )
    form.add_error(None, "A project of this name exists in wind-farm.")
    values: dict[str, Any] = {
        "ana": Person("ana", "Ana Nunes"),
        "ben": Person("ben", "Ben Okafor"),
        "names": ["Mei Lin", "ola", "Tariq Aziz", "Sofia", "Jan de Vries", "kim", "Noor", "Luca"],
        "two_hours_ago": now - timedelta(hours=2, minutes=4),
        "yesterday": now - timedelta(days=1, hours=3),
        "form": form,
        "comment": SampleForm(auto_id="comment_%s"),
        "icons": sorted(ICONS),
        "states": STATES,
        "commands": COMMANDS,
        "page": Paginator(range(1240), 20).page(7),
        "many": 12345,
        "one": 1,
        "size": 20_480_000,
        "roles": ["Developer"],
        "cell_badges": ["source changed", "output changed"],
        "figure_badges": ["figure changed · 38 % of pixels"],
        "added_badges": [("added", "success")],
        "figure_size": (640, 260),
        "figure_before": static("web/samples/before.svg"),
        "figure_after": static("web/samples/after.svg"),
    }
    context, second, removed, added, last = _lines(values, "pair")
    fold = Fold("12 unchanged lines", "#fold")
    return values | {
        "lines": [Heading("@@ −1,3 +1,4 @@ import pandas as pd"), *_lines(values, "line"), fold],
        "cell_lines": _lines(values, "cell"),
        "pairs": [
            Heading("@@ −1,3 +1,4 @@"),
            Pair(context, context),
            Pair(second, second),
            Pair(removed, added),
            Pair(None, last),
            fold,
        ],
    }


def pattern_context(request: HttpRequest) -> dict[str, Any]:
    """`patterns`: each sample with its template's text and what that renders to."""
    values = _values() | {"csrf_token": get_token(request)}
    patterns = []
    for name, title in TITLES.items():
        sample = get_template(f"web/patterns/{name}.html")
        source = sample.template.source.strip()  # type: ignore[attr-defined]
        patterns.append(Pattern(name, title, source, sample.render(values, request)))
    return {"patterns": patterns}
