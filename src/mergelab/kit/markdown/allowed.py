"""What may be in HTML that a user had a hand in: the one list, and the sanitiser made from it."""

from __future__ import annotations

import base64
import binascii
import re
from functools import cache

import nh3

from mergelab.kit.highlight import CLASSES
from mergelab.kit.images import image_kind

TAGS = frozenset(
    {
        *("a", "abbr", "b", "blockquote", "br", "caption", "cite", "code", "col", "colgroup"),
        *("dd", "del", "details", "dfn", "div", "dl", "dt", "em", "figcaption", "figure"),
        *("h1", "h2", "h3", "h4", "h5", "h6", "hr", "i", "img", "input", "ins", "kbd", "li"),
        *("mark", "ol", "p", "pre", "q", "s", "samp", "small", "span", "strong", "sub", "summary"),
        *("sup", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "u", "ul", "var"),
    }
)

DROPPED = frozenset(
    {
        *("script", "style", "template", "noscript", "iframe", "object", "embed", "applet"),
        *("svg", "math", "title", "textarea", "select", "button", "noembed", "noframes", "xmp"),
        *("audio", "video", "canvas", "head", "plaintext"),
    }
)
"""Elements that go with all they hold; of any other that is not allowed the content stays."""

_CELL = frozenset({"colspan", "rowspan", "align"})

ATTRIBUTES = {
    "a": frozenset({"href", "title"}),
    "abbr": frozenset({"title"}),
    "col": frozenset({"span", "align"}),
    "colgroup": frozenset({"span"}),
    "details": frozenset({"open"}),
    "img": frozenset({"src", "alt", "title"}),
    "ol": frozenset({"start"}),
    "span": frozenset({"title"}),
    "table": frozenset({"align"}),
    "td": _CELL,
    "th": _CELL,
    "tr": frozenset({"align"}),
}

BOX = {"type": {"checkbox"}, "disabled": {""}, "checked": {""}}
"""What a check box may have; our rendering gives every one the first two."""

NUMBERS = frozenset({"colspan", "rowspan", "span", "start"})

LARGEST_SPAN = 1_000

OWN_CLASSES = {
    "a": frozenset({"reference", "external-image"}),
    "code": frozenset({"math", "math-display"}),
    "li": frozenset({"task"}),
    "pre": frozenset({"highlight"}),
    "span": CLASSES
    | {"char", "char-bidi", "char-invisible", "char-control", "char-space", "char-mixed"},
}
"""The classes that our own rendering puts in: the only ones there are."""

SCHEMES = frozenset({"http", "https", "mailto"})

REL = "nofollow noopener noreferrer ugc"

_DATA_IMAGE = re.compile(r"data:image/(png|jpeg|gif|webp);base64,([A-Za-z0-9+/\s]*={0,2}\s*)\Z")


def sanitized(html: str, *, own_classes: bool) -> str:
    """The HTML with only what the list allows.

    `own_classes` is for what our rendering wrote: its classes, check boxes and relative addresses
    stay.

    Takes time beyond the size of its input for hostile HTML, so `is_cheap` comes first.
    """
    return _cleaner(own_classes).clean(html)


@cache
def _cleaner(own_classes: bool) -> nh3.Cleaner:
    tags = set(TAGS if own_classes else TAGS - {"input"})
    return nh3.Cleaner(
        tags=tags,
        clean_content_tags=set(DROPPED),
        attributes={
            "*": set(),
            **{tag: set(names) for tag, names in ATTRIBUTES.items() if tag in tags},
        },
        attribute_filter=_filtered,
        url_schemes={*SCHEMES, "data"},
        link_rel=REL,
        url_relative="pass_through" if own_classes else "deny",
        allowed_classes=(
            {tag: set(names) for tag, names in OWN_CLASSES.items()} if own_classes else None
        ),
        tag_attribute_values={"input": BOX} if own_classes else None,
    )


def _filtered(_tag: str, name: str, value: str) -> str | None:
    if name in NUMBERS:
        digits = value.strip()
        plain = digits.isascii() and digits.isdigit() and len(digits) < 10
        return str(min(int(digits), LARGEST_SPAN)) if plain else None
    if name == "align":
        return value.lower() if value.lower() in {"left", "center", "right"} else None
    if name == "href":
        return None if value.lstrip().lower().startswith("data:") else value
    if name == "src":
        is_data = value.lstrip().lower().startswith("data:")
        return value if not is_data or is_data_image(value) else None
    return value


def is_data_image(url: str) -> bool:
    """Whether the URL holds a PNG, JPEG, GIF or WebP image and says which."""
    match = _DATA_IMAGE.match(url)
    if not match:
        return False
    try:
        head = base64.b64decode("".join(match.group(2)[:64].split())[:32])
    except binascii.Error:
        return False
    return image_kind(head) == match.group(1)
