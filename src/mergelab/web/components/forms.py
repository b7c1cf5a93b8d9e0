"""Form fields and the filter bar."""

from django.forms import BaseForm, BoundField, CheckboxInput, CheckboxSelectMultiple, RadioSelect
from django.forms.widgets import FileInput, Input, Select, Textarea
from django.http import HttpRequest
from django.template.context import Context
from django.utils.safestring import SafeString

from mergelab.web.components.base import classes, register, render


@register.simple_tag
def field(
    bound: BoundField,
    *,
    label: str = "",
    help: str = "",  # noqa: A002
    css: str = "",
    input_css: str = "",
    autofocus: bool = False,
    placeholder: str = "",
) -> SafeString:
    """A form field with its label, help and errors, tied together for screen readers."""
    widget = bound.field.widget
    grouped = isinstance(widget, RadioSelect | CheckboxSelectMultiple)
    check = isinstance(widget, CheckboxInput)
    attrs: dict[str, object] = {}
    if not grouped and not check and isinstance(widget, Input | Textarea | Select | FileInput):
        attrs["class"] = classes("input", str(widget.attrs.get("class", "")), input_css)
    if placeholder:
        attrs["placeholder"] = placeholder
    if autofocus:
        attrs["autofocus"] = True
    help_text = help or bound.help_text
    described = [f"{bound.auto_id}_helptext"] if help_text else []
    described += [f"{bound.auto_id}_error"] if bound.errors else []
    if described and not grouped:
        attrs["aria-describedby"] = " ".join(described)
    return render(
        "field",
        control=bound.as_widget(attrs=attrs),  # type: ignore[arg-type]
        label=label or bound.label,
        help=help_text,
        errors=list(bound.errors),
        for_id=bound.auto_id,
        grouped=grouped,
        check=check,
        optional=not bound.field.required and not check,
        described_by=" ".join(described),
        extra_class=css,
    )


@register.simple_tag
def form_errors(form: BaseForm) -> SafeString:
    """The errors of the form as a whole."""
    return render("form_errors", errors=list(form.non_field_errors()))


@register.simple_tag
def form_fields(form: BaseForm) -> SafeString:
    """All fields of a form with the form's own errors above them."""
    return render("form_fields", form=form)


@register.simple_block_tag(takes_context=True)
def filter_bar(
    context: Context,
    content: str,
    *,
    placeholder: str = "Search",
    name: str = "search",
    keep: str = "",
    action: str = "",
) -> SafeString:
    """A GET form: a search box plus selects. `keep` names the parameters to carry along."""
    request: HttpRequest | None = context.get("request")
    query = request.GET if request else {}
    wanted = [key.strip() for key in keep.split(",") if key.strip()]
    return render(
        "filter_bar",
        content=content,
        placeholder=placeholder,
        name=name,
        value=query.get(name, ""),
        action=action,
        kept=[(key, query[key]) for key in wanted if key in query],
    )
