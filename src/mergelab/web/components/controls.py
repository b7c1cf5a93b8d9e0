"""Icons, buttons, menus, dialogs and the segmented control."""

from functools import lru_cache
from typing import Any

from django.template.context import Context
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

from mergelab.web.components.base import attributes, classes, register, render
from mergelab.web.icons import ICONS


@register.simple_tag
@lru_cache(maxsize=512)
def icon(name: str, *, label: str = "", size: str = "", css: str = "") -> SafeString:
    """A picture from the sprite; decoration unless it has a `label`. size: "" or "large"."""
    if name not in ICONS:
        raise ValueError(f"no icon named {name!r}; mergelab.web.icons lists them")
    own: dict[str, object] = {"class": classes("icon", size and f"icon-{size}", css)}
    own |= {"role": "img", "aria-label": label} if label else {"aria-hidden": "true"}
    source = f"{static('vendor/icons.svg')}#{name}"
    return format_html('<svg{}><use href="{}"></use></svg>', attributes({}, **own), source)


def _button(label: str, options: dict[str, Any], *, icon_only: bool) -> SafeString:
    kind, size = options.pop("kind", "default"), options.pop("size", "")
    href, dialog = options.pop("href", None), options.pop("dialog", None)
    busy, disabled = options.pop("busy", False), options.pop("disabled", False)
    picture, css = options.pop("icon", ""), options.pop("css", "")
    own: dict[str, object] = {
        "class": classes(
            "button",
            f"button-{kind}" if kind != "default" else None,
            size and f"button-{size}",
            "button-icon" if icon_only else None,
            css,
        )
    }
    if icon_only:
        own |= {"aria-label": label, "title": label}
    if href is not None and not disabled:
        element = "a"
        own["href"] = href
    else:
        element = "button"
        own["type"] = "button" if dialog else "submit"
        own["disabled"] = bool(disabled)
    if dialog:
        own |= {"data-dialog-open": dialog, "command": "show-modal", "commandfor": dialog}
    if busy:
        own["aria-busy"] = "true"
    return render(
        "button",
        element=element,
        attributes=attributes(options, **own),
        label=label,
        icon=picture,
        icon_only=icon_only,
        busy=busy,
    )


@register.simple_tag
def button(label: str, **options: Any) -> SafeString:
    """A button, or a link that looks like one when it has an `href`.

    kind: default, primary, danger, danger-solid, quiet, link; size: "" or small; icon, busy,
    disabled; dialog: the id of the dialog to open; css: more classes. Anything else becomes an
    attribute (`hx_post` → `hx-post`). Submits its form unless `type="button"`.
    """
    return _button(label, options, icon_only=False)


@register.simple_tag
def icon_button(label: str, **options: Any) -> SafeString:
    """A button that shows only its icon; the label is its name and tooltip."""
    return _button(label, options, icon_only=True)


@register.simple_tag
def copy_button(text: str, *, label: str = "Copy") -> SafeString:
    """A button that puts `text` on the clipboard."""
    return render("copy_button", text=text, label=label)


@register.simple_tag
def code_block(text: object, *, label: str = "", copy_label: str = "Copy") -> SafeString:
    """Text to copy, such as commands; `text` is a string or a list of lines."""
    lines = text if isinstance(text, str) else "\n".join(map(str, text))  # type: ignore[call-overload]
    return render("code_block", text=lines, label=label, copy_label=copy_label)


@register.simple_block_tag
def segmented(content: str, *, label: str) -> SafeString:
    """A row of mutually exclusive views, made of `{% segment %}`."""
    return render("segmented", content=content, label=label)


@register.simple_tag
def segment(label: str, href: str = "", *, active: bool = False, **options: Any) -> SafeString:
    """One choice of a segmented control: a link, or a button without `href`."""
    state = {"aria-current": "true" if active else None}
    if not href:
        state = {"type": "button", "aria-pressed": "true" if active else "false"}
    return render(
        "segment",
        element="a" if href else "button",
        attributes=attributes(options, **{"class": "segment", "href": href or None, **state}),
        label=label,
    )


@register.simple_block_tag
def menu(
    content: str,
    label: str,
    *,
    icon: str = "",
    icon_only: bool = False,
    align: str = "end",
    kind: str = "default",
    size: str = "",
) -> SafeString:
    """A disclosure with a list of `{% menu_item %}`; align: end or start."""
    css = classes(
        "button",
        f"button-{kind}" if kind != "default" else None,
        f"button-{size}" if size else None,
        "button-icon" if icon_only else None,
    )
    own = {"class": css, "aria-label": label if icon_only else None}
    return render(
        "menu",
        content=content,
        label=label,
        icon=icon,
        icon_only=icon_only,
        align=align,
        attributes=attributes({}, **own, title=label if icon_only else None),
    )


@register.simple_tag(takes_context=True)
def menu_item(
    context: Context,
    label: str,
    *,
    href: str = "",
    post: str = "",
    icon: str = "",
    danger: bool = False,
    checked: bool | None = None,
    dialog: str = "",
    values: dict[str, str] | None = None,
    **options: Any,
) -> SafeString:
    """A link (`href`), a plain form that posts `values` (`post`), or the opener of a `dialog`."""
    own: dict[str, object] = {"class": classes("menu-item", "menu-item-danger" if danger else None)}
    if checked is not None:
        own["aria-checked" if not href else "aria-current"] = "true" if checked else None
    if href:
        own["href"] = href
    else:
        own["type"] = "submit" if post else "button"
    if dialog:
        own |= {"data-dialog-open": dialog, "command": "show-modal", "commandfor": dialog}
    return render(
        "menu_item",
        element="a" if href else "button",
        attributes=attributes(options, **own),
        label=label,
        icon=icon,
        post=post,
        values=(values or {}).items(),
        csrf_token=context.get("csrf_token"),
    )


@register.simple_block_tag
def dialog(content: str, id: str, title: str, *, open: bool = False) -> SafeString:  # noqa: A002
    """A modal window; its content brings `.dialog-body` and `.dialog-foot`. `open`: from start."""
    return render("dialog", content=content, id=id, title=title, open=open)


@register.simple_block_tag(takes_context=True)
def confirm_dialog(
    context: Context,
    content: str,
    id: str,  # noqa: A002
    title: str,
    *,
    action: str,
    button: str,
    phrase: str = "",
    kind: str = "danger-solid",
    error: str = "",
    values: dict[str, str] | None = None,
) -> SafeString:
    """A dialog that posts to `action`.

    With a `phrase` the person types it first; it arrives as `confirm`, for the server to check.
    An `error` shows under the input and opens the dialog with the page.
    """
    return render(
        "confirm_dialog",
        content=content,
        id=id,
        title=title,
        action=action,
        button=button,
        phrase=phrase,
        kind=kind,
        error=error,
        open=bool(error),
        values=(values or {}).items(),
        csrf_token=context.get("csrf_token"),
    )
