"""What a browser must never get from a user: found by parsing, not by searching."""

from selectolax.lexbor import LexborHTMLParser

ALLOWED = {
    "a": {"href", "title", "rel", "class"},
    "abbr": {"title"},
    "code": {"class"},
    "col": {"span", "align"},
    "colgroup": {"span"},
    "details": {"open"},
    "img": {"src", "alt", "title"},
    "input": {"type", "disabled", "checked"},
    "li": {"class"},
    "ol": {"start"},
    "pre": {"class"},
    "span": {"class", "title"},
    "table": {"align"},
    "td": {"colspan", "rowspan", "align"},
    "th": {"colspan", "rowspan", "align"},
    "tr": {"align"},
}
PLAIN = {
    *("b", "blockquote", "br", "caption", "cite", "dd", "del", "dfn", "div", "dl", "dt"),
    *("em", "figcaption", "figure", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "i", "ins", "kbd"),
    *("mark", "ol", "p", "q", "s", "samp", "small", "strong", "sub", "summary", "sup", "tbody"),
    *("tfoot", "thead", "u", "ul", "var", "html", "head", "body"),
}
LINKED = ("http://", "https://", "mailto:", "/", "#")
SHOWN = ("/", *(f"data:image/{kind};base64," for kind in ("png", "jpeg", "gif", "webp")))


VALUES = {
    "href": lambda value: value.startswith(LINKED),
    "src": lambda value: value.startswith(SHOWN) and not value.startswith("//"),
    "type": lambda value: value == "checkbox",
}


def findings(html: str) -> list[str]:
    """Everything in the HTML that the allow-list above does not have; empty when it is safe."""
    found: list[str] = []
    for node in LexborHTMLParser(html).css("*"):
        tag = node.tag or ""
        given = {name: value or "" for name, value in node.attributes.items()}
        if tag not in ALLOWED and tag not in PLAIN:
            found.append(f"<{tag}>")
        for name, value in given.items():
            if name not in ALLOWED.get(tag, set()):
                found.append(f"<{tag} {name}>")
            elif name in VALUES and not VALUES[name](value):
                found.append(f"{name}={value}")
        if "href" in given and "noopener" not in given.get("rel", ""):
            found.append("a without rel")
    return found
