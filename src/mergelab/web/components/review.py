"""What a review is made of: file and cell headers, figures, threads, notes and the editor."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.forms import BoundField
from django.template.context import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString

from mergelab.web.components.base import attributes, register, render
from mergelab.web.components.feedback import person_name


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
    """Two pictures side by side on white paper; a side without a URL says so. Sizes in pixels."""
    figures = [
        {"caption": before_label, "url": before, "alt": before_alt, "size": before_size},
        {"caption": after_label, "url": after, "alt": after_alt, "size": after_size},
    ]
    return render("figure_pair", figures=figures)


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
) -> SafeString:
    """A text area with a preview tab: `preview` is posted `text` and answers with HTML."""
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
    return render("markdown_editor", control=control, preview=preview, label=label)


@register.simple_tag
def markdown_field(bound: BoundField, *, preview: str = "", help: str = "") -> SafeString:  # noqa: A002
    """A form's text area as a markdown editor with label, help and errors."""
    control = bound.as_widget(attrs={"class": "input"})
    help_text = help or bound.help_text
    editor = render("markdown_editor", control=control, preview=preview, label=bound.label)
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
