"""The shapes of published holes in notebook software and in what cleans HTML."""

from __future__ import annotations

from hostile_notebooks.base import (
    EVIL,
    JS,
    PWNED,
    code,
    display,
    everywhere,
    family,
    file,
    markdown,
    notebooks,
    stream,
)
from hostile_notebooks.fields import PNG
from hostile_notebooks.markup import NO_SCRIPT

IMG = f"<img src=x onerror={PWNED}>"
NAME = f"x{IMG}.ipynb"

SHAPES = {
    "CVE-2021-41134 nbdime, names of files": lambda: file(
        code("1", metadata={"name": NAME}), metadata={"path": NAME, "title": NAME, "name": NAME}
    ),
    "CVE-2021-32862 nbconvert, width": lambda: file(
        code("1", display({"image/png": PNG}, **{"image/png": {"width": f'1" onerror="{PWNED}'}}))
    ),
    "CVE-2021-32862 nbconvert, height in vector": lambda: file(
        code(
            "1",
            display(
                {"image/svg+xml": f"<svg onload={PWNED}>"}, width=f'"><script>{PWNED}</script>'
            ),
        )
    ),
    "CVE-2021-32862 nbconvert, title": lambda: file(
        metadata={"title": f"</title><script>{PWNED}</script>"}
    ),
    "CVE-2021-32862 nbconvert, widgets": lambda: file(
        metadata={"widgets": {f"</script><script>{PWNED}</script>": {"state": f"</script>{IMG}"}}}
    ),
    "CVE-2021-32862 nbconvert, language": lambda: file(
        code("1"),
        metadata={"language_info": {"pygments_lexer": f'python"><script>{PWNED}</script>'}},
    ),
    "CVE-2021-32862 nbconvert, output type": lambda: file(
        code("1", display({f'text/html"><script>{PWNED}</script>': "x"}))
    ),
    "CVE-2021-32862 nbconvert, tags": lambda: file(
        code("1", metadata={"tags": [f'x"><script>{PWNED}</script>']})
    ),
    "CVE-2021-32862 nbconvert, raw cell": lambda: file(
        {"cell_type": "raw", "metadata": {"raw_mimetype": "text/html"}, "source": IMG}
    ),
    "CVE-2021-32862 nbconvert, attachment": lambda: file(
        markdown("![x](attachment:a)", attachments={"a": {f'image/png" onerror="{PWNED}': PNG}})
    ),
    "CVE-2025-53000 nbconvert, drawing to be converted": lambda: file(
        code("1", display({"image/svg+xml": '<svg><image href="..\\inkscape.bat"/></svg>'}))
    ),
    "CVE-2026-39378 nbconvert, pictures by path": lambda: file(
        markdown("![x](../../../../etc/passwd) ![y](/proc/self/environ) ![z](file:///etc/shadow)"),
        code("1", display({"text/html": '<img src="../../../etc/passwd"><img src="/etc/passwd">'})),
    ),
    "CVE-2026-44727 jupyter-server, a page of our origin": lambda: everywhere(
        f"<script>parent.pwned=1;top.{PWNED}</script>"
    ),
    "CVE-2023-40170 jupyter-server, files as pages": lambda: file(
        code("1", display({"text/html": f'<iframe src="/files/x.html"></iframe>{IMG}'}))
    ),
    "CVE-2015-6938 notebook, name of a folder": lambda: file(metadata={"name": f"a/{IMG}/b"}),
    "CVE-2015-7337 notebook, type of a file": lambda: file(
        code("1", display({"text/html": f"<meta charset=x>{IMG}"})),
        metadata={"mimetype": "text/html"},
    ),
    "CVE-2016-6524 notebook, text of an error": lambda: file(
        code("1", {"output_type": "error", "ename": IMG, "evalue": IMG, "traceback": [IMG]})
    ),
    "CVE-2018-8768 notebook, repaired after cleaning": lambda: everywhere(
        f'<p title="<script>{PWNED}</script><a>{IMG}"><b a="</p>{IMG}">'
    ),
    "CVE-2018-19351 notebook, page of the same origin": lambda: file(
        code(
            "1",
            display(
                {"text/html": f"<script>fetch('/-/profile').then(() => {{ {PWNED} }})</script>"}
            ),
        )
    ),
    "CVE-2018-19352 notebook, name of a folder in a link": lambda: file(
        markdown(f"[x]({JS}) [a'onclick={PWNED}](x'onclick={PWNED})")
    ),
    "CVE-2018-21030 notebook, drawing opened alone": lambda: file(
        code(
            "1",
            display(
                {"image/svg+xml": f"<svg xmlns='http://www.w3.org/2000/svg' onload='{PWNED}'/>"}
            ),
        )
    ),
    "CVE-2019-9644 notebook, page read as script": lambda: file(
        code(
            "1",
            display(
                {"application/json": {"a": "]//"}, "text/html": "<script src=/x.ipynb></script>"}
            ),
        )
    ),
    "CVE-2021-32798 notebook, cleaned too little": lambda: everywhere(
        f"<div style=\"x:expression({PWNED})\" onclick='{PWNED}'><style>x{{}}</style><a href='{JS}'>x</a></div>"
    ),
    "CVE-2021-32797 jupyterlab, action of a form": lambda: everywhere(
        f'<form action="{JS}"><input type=submit value="Restart the kernel"></form>'
    ),
    "GHSA-9q39-rmj3-p4r2 jupyterlab, clobbered settings": lambda: everywhere(
        '<a id=jupyter-config-data href=x></a><script type=application/json id=jupyter-config-data>{"baseUrl": '
        f'"{EVIL}/"}}</script>'
    ),
    "GHSA-4m77-cmpx-vjc4 jupyterlab, preview of Markdown": lambda: file(
        markdown(f"<math><mtext><table><mglyph><style><!--</style>{IMG}\n\n# <a id={JS}>")
    ),
    "CVE-2026-40171 jupyterlab, commands in links": lambda: everywhere(
        '<a data-commandlinker-command="docmanager:open" data-commandlinker-args=\'{"path": "x"}\' href=#>x</a>'
    ),
    "GitLab 341566, drawing by address": lambda: everywhere(
        f'<svg><use xlink:href="/uploads/x.svg#{IMG}"/><use href="data:image/svg+xml,<svg id=x>{IMG}#x"/></svg>'
    ),
    "GitLab rb-ipynbdiff 9, backslash at the end of a line": lambda: file(
        code(["x = 1 \\\n", "\\"]),
        code("\\\\\\\n" * 1_000),
        {"cell_type": "code", "source": ['"\\']},
    ),
    "GitLab MR 85783, picture as a list of lines": lambda: file(
        code(
            "1", display({"image/png": [PNG[:20] + "\n", PNG[20:], ""]}), display({"image/png": []})
        )
    ),
    "GitLab MR 155043, cells without outputs": lambda: file(
        {"cell_type": "code", "source": "x"}, {"cell_type": "code"}, {"source": "y"}, {}
    ),
}

CLEANERS = {
    "RUSTSEC-2021-0074 ammonia, math and svg": f"<math><annotation-xml><svg></svg></annotation-xml><style>{IMG}",
    "CVE-2026-63430 ammonia, annotation-xml": "<math><annotation-xml encoding='text/html'><svg><foreignobject>"
    f"<math><annotation-xml encoding='text/html'><style>{IMG}</style>",
    "CVE-2018-7753 bleach, entities in schemes": f'<a href="javas&#x09;cript&#58;{PWNED}">x</a>'
    f'<a href="&#14;javascript:{PWNED}">y</a>',
    "CVE-2020-6802 bleach, noscript": f"<noscript><style></noscript>{IMG}",
    "CVE-2020-6816 bleach, svg and math": f"<svg><p><noscript><style></p></noscript>{IMG}</style></svg>",
    "CVE-2020-6817 bleach, styles": "<a style='" + "x:" + '"' * 3_000 + "'>x</a>",
    "CVE-2021-23980 bleach, comments": f"<math></p><style><!--</style>{IMG}--><p>",
    "CVE-2014-3146 lxml clean, control characters": f'<a href="java\x0bscr\x0cipt:{PWNED}">x</a>',
    "CVE-2018-19787 lxml clean, escaped spaces": f'<a href="j a v a s c r i p t:{PWNED}">x</a>',
    "CVE-2020-27783 lxml clean, styles in math": f"<math><style>/*</style>{IMG}*/</style></math>",
    "CVE-2021-28957 lxml clean, formaction": f'<form><input type=submit formaction="{JS}"></form>',
    "CVE-2021-43818 lxml clean, embedded drawings": f'<embed src="data:image/svg+xml,<svg onload={PWNED}>">',
    "CVE-2017-15612 mistune, line feeds in schemes": f"[x](java\nscript:{PWNED}) [y](  {JS})",
    "CVE-2017-16876 mistune, keys of footnotes": f"[^x<script>{PWNED}</script>]\n\n[^x<script>{PWNED}</script>]: y",
    "CVE-2022-34749 mistune, asterisks": "|" + "-" * 3_000 + "\n*" + "\\*" * 3_000,
}

TRAPS = {
    "nbconvert 2016, paragraphs survive": lambda: file(
        markdown("# Title\n\nA paragraph.\n\n| a |\n|---|\n| b |"), code("1", stream("text\n"))
    ),
}

ENTRIES = [
    *notebooks("published", NO_SCRIPT, SHAPES),
    *family("published", NO_SCRIPT, CLEANERS),
    *notebooks("published", "nothing harmless is lost", TRAPS),
]
