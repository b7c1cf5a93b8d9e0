"""What every component needs: the tag library, attributes and rendering its template."""

from collections.abc import Mapping
from typing import Any, Final

from django import template
from django.template.loader import get_template
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from mergelab.web.stylesheet import page_sheet, style_sheet

register: Final = template.Library()


def render(component: str, **values: object) -> SafeString:
    """The markup of `templates/web/<component>.html`, which escapes what it is given."""
    markup = get_template(f"web/{component}.html").render(values)
    return mark_safe(markup)  # noqa: S308  # the output of an autoescaping template


def attributes(given: Mapping[str, Any], **own: object) -> SafeString:
    """HTML attributes from tag arguments: `hx_get` → `hx-get`; None and False are left out.

    What a template gives wins over what the component sets (`type="button"`).
    """
    named = {name.rstrip("_").replace("_", "-"): value for name, value in given.items()}
    written = []
    for name, value in {**own, **named}.items():
        if value is True:
            written.append(f" {name}")
        elif value is not None and value is not False:
            written.append(f' {name}="{escape(value)}"')
    return mark_safe("".join(written))  # noqa: S308  # names are the template's, values are escaped


@register.simple_tag
def style_sheet_url(page: str = "") -> str:
    """Where the shell's style sheet is, or a page's; also where a test serves other routes."""
    own = page_sheet(page) if page else None
    if own is not None:
        return f"/-/style.{own.digest}.css?page={page}"
    return f"/-/style.{style_sheet().digest}.css"


def classes(*names: str | None) -> str:
    """The given class names without the empty ones."""
    return " ".join(name for name in names if name)
