"""Reads produced HTML with an HTML parser and says what in it should not be there."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final

from selectolax.lexbor import LexborHTMLParser, LexborNode

import mergelab
from mergelab.kit.highlight import CLASSES as SYNTAX

SRC: Final = Path(mergelab.__file__).parent
NAMES: Final = re.compile(r"\.(-?[a-zA-Z][\w-]*)")
OWN_ID: Final = re.compile(
    r"(cell-\d+|f-[0-9a-f]+-(old-)?cell-\d+(-output-\d+(-line)?)?(-[LR]\d+)?)\Z"
)

OWN_ELEMENTS: Final = frozenset({"article", "button", "header", "section", "svg", "use", "link"})
_TAGS: Final = """
a abbr b blockquote br caption cite code col colgroup dd del details dfn div dl dt em
figcaption figure h1 h2 h3 h4 h5 h6 hr i img input ins kbd li mark ol p pre q s samp small span
strong sub summary sup table tbody td tfoot th thead tr u ul var
"""
TAGS: Final = OWN_ELEMENTS | frozenset(_TAGS.split())
_ATTRIBUTES: Final = """
align alt aria-current aria-hidden aria-label checked class colspan decoding disabled download
data-comment data-diff data-figures data-frame data-frame-run data-n data-region-url data-side
data-title data-untrusted height href hx-get hx-swap hx-target hx-trigger id
loading open rel role rowspan scope span src start tabindex title type width
"""
ATTRIBUTES: Final = frozenset(_ATTRIBUTES.split())
LINK: Final = re.compile(r"(https?:|//|mailto:|/|#)")
SOURCE: Final = re.compile(r"(/(?!/)|data:image/(png|jpeg|gif|webp);base64,)")
HX: Final = re.compile(r"/(?!/)")


@cache
def known_classes() -> frozenset[str]:
    """Every class that a style sheet names, and those of syntax."""
    texts = (path.read_text(encoding="utf-8") for path in SRC.glob("*/static/*/*.css"))
    named = {name for text in texts for name in NAMES.findall(text)}
    return frozenset(named | SYNTAX | OTHER)


_OTHER: Final = """
diff-unified diff-split new old word math math-display nb-diff nb-page nb-difference nb-cell
nb-code nb-raw nb-markdown nb-output nb-fold nb-folded task reference external-image highlight
icon char-control char-invisible nb-changed output-stream badge-neutral
"""
OTHER: Final = frozenset(_OTHER.split())


def offences(html: str) -> list[str]:
    """What is not on the list, such as `p onclick`; empty for HTML that is as it should be."""
    body = LexborHTMLParser(html).body
    assert body is not None
    classes = known_classes()
    return sorted({found for node in nodes(body) for found in _offences(node, classes)})


def nodes(root: LexborNode) -> Iterator[LexborNode]:
    for node in root.traverse(include_text=False):
        if node.is_element_node and node.tag not in {"html", "head", "body"}:
            yield node


def _offences(node: LexborNode, classes: frozenset[str]) -> Iterator[str]:
    tag = node.tag or ""
    if tag not in TAGS:
        yield tag
    for name, value in node.attributes.items():
        text = value or ""
        if name not in ATTRIBUTES:
            yield f"{tag} {name}"
        if name == "class":
            yield from (f"{tag} .{one}" for one in text.split() if one not in classes)
        if name == "id" and not OWN_ID.match(text):
            yield f"{tag} #{text}"
        if name == "href" and not LINK.match(text):
            yield f"{tag} href={text}"
        if name == "src" and not SOURCE.match(text):
            yield f"{tag} src={text[:60]}"
        if name == "hx-get" and not HX.match(text):
            yield f"{tag} hx-get={text}"
