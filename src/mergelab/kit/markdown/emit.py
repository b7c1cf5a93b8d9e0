"""A parsed document written again with our links, references and colours, before sanitising."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from html import escape

from selectolax.lexbor import LexborHTMLParser, LexborNode

from mergelab.kit.highlight import highlight_lines
from mergelab.kit.markdown.allowed import ATTRIBUTES, DROPPED, TAGS, is_data_image
from mergelab.kit.markdown.links import Links, image_target, is_external, link_target

_VOID = frozenset({"br", "col", "hr", "img", "input"})


@dataclass(frozen=True, kw_only=True)
class Emitter:
    """How text and addresses of one document are written.

    `text` turns a piece of text outside code and links into HTML. `fence` may do so with a fenced
    block, by its info string and text; where it answers None the block is shown in colours.
    """

    text: Callable[[str], str]
    fence: Callable[[str, str], str | None] | None = None
    links: Links | None = None
    data_images: bool = False

    def emit(self, html: str) -> str:
        """The document's body, only allowed elements, not yet sanitised."""
        body = LexborHTMLParser(html).body
        parts: list[str] = []
        if body is not None:
            self._children(body, parts, plain=False)
        return "".join(parts)

    def _children(self, node: LexborNode, parts: list[str], *, plain: bool) -> None:
        child = node.child
        while child is not None:
            if child.tag == "-text":
                text = child.text_content or ""
                parts.append(escape(text, quote=False) if plain else self.text(text))
            elif child.is_element_node:
                self._element(child, parts, plain=plain)
            child = child.next

    def _element(self, node: LexborNode, parts: list[str], *, plain: bool) -> None:
        tag = node.tag or ""
        if tag in DROPPED:
            return
        if tag == "span" and "data-math-style" in node.attributes:
            is_display = node.attributes["data-math-style"] == "display"
            css = "math math-display" if is_display else "math"
            parts.append(f'<code class="{css}">{escape(node.text(deep=True), quote=False)}</code>')
        elif tag == "img":
            parts.append(self._image(node, linked=plain))
        elif tag == "pre" and (code := _code_of(node)) is not None:
            own = self.fence(*code) if self.fence is not None else None
            parts.append(_coloured(*code) if own is None else own)
        elif tag not in TAGS or (tag == "a" and self._target(node) is None):
            self._children(node, parts, plain=plain)
        else:
            parts.append(self._start(node, tag))
            if tag not in _VOID:
                self._children(node, parts, plain=plain or tag in {"a", "code", "pre", "kbd"})
                parts.append(f"</{tag}>")

    def _start(self, node: LexborNode, tag: str) -> str:
        given = node.attributes
        allowed = ATTRIBUTES.get(tag, frozenset())
        kept = {name: value or "" for name, value in given.items() if name in allowed}
        if tag == "a":
            kept["href"] = self._target(node) or ""
        if tag == "input":
            kept = {"type": "checkbox", "disabled": ""}
            kept |= {"checked": ""} if "checked" in given else {}
        if tag == "li" and task_box(node) is not None:
            kept["class"] = "task"
        return _tag(tag, kept)

    def _target(self, node: LexborNode) -> str | None:
        return link_target(node.attributes.get("href") or "", self.links)

    def _image(self, node: LexborNode, *, linked: bool) -> str:
        source = node.attributes.get("src") or ""
        alt = node.attributes.get("alt") or ""
        target = image_target(source, self.links)
        if target is None and self.data_images and is_data_image(source):
            target = source
        if target is not None:
            return _tag("img", {"src": target, "alt": alt})
        label = escape(alt or source[:200], quote=False)
        if linked or not is_external(source) or link_target(source, None) is None:
            return escape(alt, quote=False) if not is_external(source) else label
        return _tag("a", {"class": "external-image", "href": source}) + label + "</a>"


def _tag(name: str, attributes: dict[str, str]) -> str:
    written = "".join(f' {key}="{escape(value)}"' for key, value in attributes.items())
    return f"<{name}{written}>"


def task_box(item: LexborNode) -> LexborNode | None:
    """The check box that a list item begins with."""
    first = item.first_child
    if first is not None and first.tag == "p":
        first = first.first_child
    return first if first is not None and first.tag == "input" else None


def _code_of(node: LexborNode) -> tuple[str, str] | None:
    """The info string and text of a fenced block; None for other preformatted text."""
    code = node.first_child
    if code is None or code.tag != "code" or code.next is not None:
        return None
    info = (code.attributes.get("class") or "").removeprefix("language-")
    return info, code.text(deep=True)


def _coloured(info: str, text: str) -> str:
    lines = highlight_lines(text, language=info.partition(" ")[0] or None)
    return (
        '<pre class="highlight"><code>' + "".join(f"{line}\n" for line in lines) + "</code></pre>"
    )
