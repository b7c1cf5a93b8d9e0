"""What a browser must never get from a user: found by parsing, not by searching."""

from selectolax.lexbor import LexborHTMLParser

ALLOWED = {
    "a": {"href", "title", "rel", "class"},
    "abbr": {"title"},
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
PLAIN = set(
    "b blockquote br caption cite code dd del dfn div dl dt em figcaption figure h1 h2 h3 h4 h5 h6 "
    "hr i ins kbd mark ol p q s samp small strong sub summary sup tbody tfoot thead u ul var "
    "html head body".split()  # noqa: SIM905
)
LINKED = ("http://", "https://", "mailto:", "/", "#")
SHOWN = ("/", *(f"data:image/{kind};base64," for kind in ("png", "jpeg", "gif", "webp")))


def findings(html: str) -> list[str]:
    """Everything in the HTML that the allow-list above does not have; empty when it is safe."""
    found: list[str] = []
    for node in LexborHTMLParser(html).css("*"):
        tag = node.tag or ""
        if tag not in ALLOWED and tag not in PLAIN:
            found.append(f"<{tag}>")
        for name, value in node.attributes.items():
            if name not in ALLOWED.get(tag, set()):
                found.append(f"<{tag} {name}>")
            elif name == "href" and not (value or "").startswith(LINKED):
                found.append(f"{name}={value}")
            elif name == "src" and (
                not (value or "").startswith(SHOWN) or (value or "").startswith("//")
            ):
                found.append(f"{name}={value}")
            elif name == "type" and value != "checkbox":
                found.append(f"{name}={value}")
        if (
            tag == "a"
            and node.attributes.get("href")
            and "noopener" not in (node.attributes.get("rel") or "")
        ):
            found.append("a without rel")
    return found
