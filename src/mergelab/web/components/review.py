"""What a review is made of: file and cell headers, figures, threads, notes and the editor."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple

from django.forms import BoundField
from django.template.context import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString

from mergelab.web.components.base import attributes, register, render
from mergelab.web.components.feedback import person_name


class FigureSide(NamedTuple):
    """A picture before ("old") or after ("new"), on its own sheet of paper.

    `regions` is markup over the picture, `region_url` the address of the form that starts a thread
    on a region of it, to which `&region=left,top,width,height` is added in ten-thousandths.
    """

    side: str
    caption: str
    url: str
    alt: str
    size: tuple[int, int] | None = None
    regions: str = ""
    region_url: str = ""


@register.simple_block_tag
def panel_head(content: str, title: str, *, meta: str = "") -> SafeString:
    """The head of a `.panel`; the content goes to its end."""
    return render("panel_head", content=SafeString(content.strip()), title=title, meta=meta)


@register.simple_block_tag
def file_head(
    content: str,
    path: str,
    *,
    meta: str = "",
    url: str = "",
    old_path: str = "",
    icon: str = "",
    added: int | None = None,
    removed: int | None = None,
) -> SafeString:
    """The sticky head of a file; the content goes to its end."""
    return render(
        "file_head",
        content=content,
        path=path,
        meta=meta,
        url=url,
        old_path=old_path,
        icon=icon,
        added=added,
        removed=removed,
    )


@register.simple_tag
def file_item(
    name: str, url: str, *, meta: str = "", active: bool = False, viewed: bool = False
) -> SafeString:
    """A row of `<ul class="file-list">`, the left column of a review."""
    return render("file_item", name=name, url=url, meta=meta, active=active, viewed=viewed)


@register.simple_block_tag
def cell_head(
    content: str, title: str, *, kind: str = "", badges: Iterable[str | tuple[str, str]] = ()
) -> SafeString:
    """The head of a notebook cell; `badges` are texts or (text, kind) pairs."""
    pairs = [(item, "neutral") if isinstance(item, str) else item for item in badges]
    return render("cell_head", content=content, title=title, kind=kind, badges=pairs)


@register.simple_tag
def figure_pair(
    *,
    before: str = "",
    after: str = "",
    before_alt: str = "no figure before",
    after_alt: str = "no figure after",
    before_label: str = "before",
    after_label: str = "after",
    before_size: tuple[int, int] | None = None,
    after_size: tuple[int, int] | None = None,
) -> SafeString:
    """Two pictures on white paper, side by side, and laid on each other by the page's script.

    A side without a URL says that there is none. Sizes in pixels.
    """
    return figure_views(
        FigureSide("old", before_label, before, before_alt, before_size),
        FigureSide("new", after_label, after, after_alt, after_size),
    )


def figure_views(*sides: FigureSide) -> SafeString:
    """One figure, or one before and after."""
    return render("figure_pair", figures=sides)


@register.simple_block_tag
def thread(
    content: str,
    *,
    id: str = "",  # noqa: A002
    where: str = "",
    url: str = "",
    resolved: bool = False,
    resolved_by: str = "",
    state: str = "",
    open: bool = False,  # noqa: A002
    summary: str = "Show the thread",
) -> SafeString:
    """A discussion: `{% note %}`s and a `{% thread_foot %}`; folded to a line once resolved.

    `state` is one of `{% state_badge %}`: how the thread stands to what it is about.
    """
    return render(
        "thread",
        content=content,
        id=id,
        where=where,
        url=url,
        resolved=resolved,
        resolved_by=resolved_by,
        state=state,
        open=open,
        summary=summary,
    )


@register.simple_block_tag
def note(
    content: str,
    author: object,
    when: datetime,
    *,
    id: str = "",  # noqa: A002
    url: str = "",
    author_url: str = "",
    meta: str = "",
    edited: bool = False,
    badges: Iterable[str] = (),
) -> SafeString:
    """A comment. The content is `<div class="prose">` and, if any, `<div class="note-actions">`."""
    return render(
        "note",
        content=content,
        author=author,
        name=getattr(author, "username", "") or person_name(author),
        when=when,
        id=id,
        url=url,
        author_url=author_url,
        meta=meta,
        edited=edited,
        badges=badges,
    )


@register.simple_block_tag(takes_context=True)
def thread_foot(
    context: Context,
    content: str,
    *,
    id: str,  # noqa: A002
    reply_url: str = "",
    resolve_url: str = "",
    resolved: bool = False,
    preview: str = "",
    suggest: str | None = None,
    **options: Any,
) -> SafeString:
    """Reply box and resolve button; other arguments become attributes of both forms.

    The reply posts `body` (and `resolve=1` for "Reply and resolve"); resolving posts
    `resolved=true|false`.
    """
    return render(
        "thread_foot",
        content=content,
        editor_id=f"{id}-reply",
        reply_url=reply_url,
        resolve_url=resolve_url,
        resolved=resolved,
        preview=preview,
        suggest=suggest,
        form_attributes=attributes(options),
        csrf_token=context.get("csrf_token"),
    )


@register.simple_tag
def markdown_editor(
    *,
    name: str,
    id: str,  # noqa: A002
    label: str,
    value: str = "",
    preview: str = "",
    placeholder: str = "Write a comment",
    required: bool = False,
    autofocus: bool = False,
    suggest: str | None = None,
) -> SafeString:
    """A text area with a preview tab: `preview` is posted `text` and answers with HTML.

    `suggest` is what the button "Suggest a change" puts into the text; without it there is none.
    """
    options = {
        "class": "input",
        "name": name,
        "id": id,
        "aria-label": label,
        "placeholder": placeholder,
        "required": required,
        "autofocus": autofocus,
    }
    control = format_html("<textarea{}>\n{}</textarea>", attributes({}, **options), value)
    return render("markdown_editor", control=control, preview=preview, label=label, suggest=suggest)


@register.simple_tag
def markdown_field(
    bound: BoundField,
    *,
    preview: str = "",
    help: str = "",  # noqa: A002
    suggest: str | None = None,
) -> SafeString:
    """A form's text area as a markdown editor with label, help and errors."""
    control = bound.as_widget(attrs={"class": "input"})
    help_text = help or bound.help_text
    editor = render(
        "markdown_editor", control=control, preview=preview, label=bound.label, suggest=suggest
    )
    return render(
        "markdown_field",
        editor=editor,
        label=bound.label,
        help=help_text,
        errors=list(bound.errors),
        for_id=bound.auto_id,
        optional=not bound.field.required,
    )


@register.simple_tag
def theme_button(value: str, label: str, icon: str, chosen: str) -> SafeString:
    """One choice of the theme menu."""
    return render(
        "theme_button", value=value, label=label, icon=icon, active=value == (chosen or "system")
    )
