"""Whether HTML is small and shallow enough to be parsed: one linear pass, no tree.

An HTML parser repairs what it reads, and some repairs cost the square of the input: deep nesting,
many attributes on one tag, formatting elements that are left open and opened again in every
paragraph. The pass keeps a stack that is never shallower than the parser's, so that what it lets
through is cheap. The rules behind it: https://html.spec.whatwg.org/multipage/parsing.html
"""

from __future__ import annotations

import re

ATTRIBUTES = 64
"""Attributes of one tag."""

REPAIRS = 100_000
"""Formatting elements the parser may have to open again, summed over the tags."""

ENTITIES = 20_000_000_000
"""Ampersands times characters of the text they stand in, summed: a parser copies at each."""

_VOID = frozenset(
    {
        *("area", "base", "basefont", "bgsound", "br", "col", "embed", "frame", "hr", "img"),
        *("input", "keygen", "link", "meta", "param", "source", "track", "wbr"),
    }
)
_RAW = frozenset({"script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes"})
_OPTIONAL = frozenset({"p", "li", "dt", "dd", "td", "th", "tr", "tbody", "thead", "tfoot"})
_BLOCKS = _OPTIONAL | {
    *("address", "article", "aside", "blockquote", "details", "div", "dl", "figcaption"),
    *("figure", "footer", "header", "main", "nav", "ol", "section", "summary", "table", "ul"),
}
_FORMATTING = frozenset(
    {
        *("a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong"),
        *("tt", "u"),
    }
)
_BARE = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9]*+)>")
_COMMENT_END = re.compile(r"--!?>")
_NAME_END = re.compile(r"[\t\n\f\r />]")
_ATTRIBUTE = re.compile(
    r"""[\t\n\f\r /]*+(?:(>)|(?:=?[^\t\n\f\r />=]*+)[\t\n\f\r ]*+"""
    r"""(?:=[\t\n\f\r ]*+(?:"[^"]*+"|'[^']*+'|(?!>)[^"'>\t\n\f\r ][^>\t\n\f\r ]*+|(?=>)))?+)"""
)


def is_cheap(html: str, *, characters: int, depth: int) -> bool:
    """Whether the HTML has at most that many characters and levels, and no costly repairs."""
    if len(html) > characters or "<![CDATA[" in html:
        return False
    if sum(text.count("&") * len(text) for text in html.split("<")) > ENTITIES:
        return False
    return _Scan(html, depth).passes()


class _Scan:
    def __init__(self, html: str, depth: int) -> None:
        self.html, self.depth = html, depth
        self.stack: list[str] = []
        self.formatting = self.repairs = self.foreign = 0

    def passes(self) -> bool:
        html, at = self.html, 0
        while (at := html.find("<", at)) >= 0:
            head = html[at + 1 : at + 2]
            if bare := _BARE.match(html, at):
                at = self._bare(bare)
            elif head.isascii() and head.isalpha():
                at = self._start(at)
            elif head == "/" and html[at + 2 : at + 3].isalpha():
                at = self._end(at)
            elif html.startswith("<!--", at):
                at = self._after_comment(at)
            elif head in {"!", "?", "/"}:
                at = self._after(">", at)
            else:
                at += 1
            if at < 0 or len(self.stack) > self.depth or self.repairs > REPAIRS:
                return False
        return True

    def _after(self, what: str, at: int) -> int:
        found = self.html.find(what, at)
        return len(self.html) if found < 0 else found + len(what)

    def _after_comment(self, at: int) -> int:
        if self.html.startswith((">", "->"), at + 4):
            return self._after(">", at)
        end = _COMMENT_END.search(self.html, at + 4)
        return end.end() if end else len(self.html)

    def _name(self, at: int) -> str:
        end = _NAME_END.search(self.html, at)
        return self.html[at : end.start() if end else len(self.html)]

    def _start(self, at: int) -> int:
        name = self._name(at + 1)
        return self._opened(name.lower(), self._after_attributes(at + 1 + len(name)))

    def _bare(self, tag: re.Match[str]) -> int:
        """A tag without attributes, which most are."""
        name = tag.group(2).lower()
        if not tag.group(1):
            return self._opened(name, tag.end())
        self._closed(name)
        return tag.end()

    def _opened(self, name: str, at: int) -> int:
        """Notes a start tag that ends at `at`, and returns where reading goes on."""
        if name in _VOID or at < 0:
            return at
        if name in _RAW and not self.foreign:
            return self._after_raw(name, at)
        if name in _OPTIONAL and self.stack and self.stack[-1] == name:
            return at
        self.repairs += self.formatting
        self.stack.append(name)
        self.formatting += name in _FORMATTING
        self.foreign += name in {"svg", "math"}
        return at

    def _after_attributes(self, at: int) -> int:
        """The place after the tag's `>`; -1 when it has too many attributes."""
        for _ in range(ATTRIBUTES + 1):
            match = _ATTRIBUTE.match(self.html, at)
            if match is None or match.end() == at:
                return self._after(">", at)
            at = match.end()
            if match.group(1):
                return at
        return -1

    def _after_raw(self, name: str, at: int) -> int:
        end = re.compile(f"</{name}[\\t\\n\\f\\r />]", re.IGNORECASE).search(self.html, at)
        return self._after(">", end.start()) if end else len(self.html)

    def _end(self, at: int) -> int:
        name = self._name(at + 2)
        self._closed(name.lower())
        return self._after_attributes(at + 2 + len(name))

    def _closed(self, name: str) -> None:
        if self.stack and self.stack[-1] == name:
            self._pop()
        elif name in _BLOCKS:
            self._close(name)

    def _close(self, name: str) -> None:
        """Closes a block over elements whose own end may be left out."""
        for place in range(len(self.stack) - 1, -1, -1):
            if self.stack[place] == name:
                while len(self.stack) > place:
                    self._pop()
                return
            if self.stack[place] not in _OPTIONAL:
                return

    def _pop(self) -> None:
        name = self.stack.pop()
        self.formatting -= name in _FORMATTING
        self.foreign -= name in {"svg", "math"}
