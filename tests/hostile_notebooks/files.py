"""Files whose bytes, JSON or shape attack the reader."""

from __future__ import annotations

import gzip
import json

from hostile_notebooks.base import PWNED, code, file, markdown, notebooks, stream

PLAIN = file(code("print('é')", stream("é\n")), markdown("# é"))
TEXT = json.dumps(json.loads(PLAIN), ensure_ascii=False, indent=1)


def nested(levels: int, opening: bytes = b"[", closing: bytes = b"]") -> bytes:
    """A list, or other container, in itself so many times."""
    return opening * levels + b"1" + closing * levels


def with_output(value: bytes) -> bytes:
    """A notebook with a JSON value written by hand in an output."""
    return (
        b'{"cells": [{"cell_type": "code", "metadata": {}, "source": "x", "outputs": [{"output_type":'
        b' "display_data", "metadata": {}, "data": {"application/json": ' + value + b"}}]}],"
        b' "metadata": {}, "nbformat": 4, "nbformat_minor": 5}'
    )


def wrong(value: object) -> bytes:
    """The value in the place of everything else."""
    cell = {"cell_type": value, "metadata": value, "source": value, "outputs": value}
    output = {"output_type": "display_data", "data": value, "metadata": value}
    bundle = {"text/plain": value, "text/html": value, "image/png": value, "text/markdown": value}
    stream_ = {"output_type": "stream", "name": value, "text": value}
    trace = {"output_type": "error", "ename": value, "evalue": value, "traceback": value}
    return file(
        cell,
        value,
        {**cell, "cell_type": "code"},
        {**cell, "cell_type": "markdown", "attachments": value, "id": value},
        code("1", output, {**output, "data": bundle}, stream_, trace, value, execution_count=value),
        markdown("![a](attachment:a)", attachments={"a": value}),
        code("1", metadata={"tags": value, "collapsed": value, "id": value}),
        metadata=value,
        nbformat=value,
        nbformat_minor=value,
    )


JSON = {
    "keys twice": lambda: (
        b'{"cells": [{"cell_type": "code", "source": "print(1)", "source": "steal()",'
        b' "outputs": [], "outputs": [], "metadata": {}}], "metadata": {}, "nbformat": 4, "nbformat": 3}'
    ),
    "cells twice": lambda: (
        b'{"cells": [], "nbformat": 4, "cells": [{"cell_type": "code", "source": "x"}]}'
    ),
    "keys twice, escaped": lambda: (
        b'{"cells": [{"cell_type": "code", "source": "a", "sour\\u0063e": "b"}]}'
    ),
    "not a number": lambda: with_output(b"[NaN, Infinity, -Infinity, -NaN]"),
    "enormous numbers": lambda: with_output(b"[" + b"9" * 5_000 + b", 1e999, -1e999, 1e-999, -0]"),
    "enormous count": lambda: PLAIN.replace(
        b'"execution_count": 1', b'"execution_count": ' + b"9" * 5_000
    ),
    "one enormous number": lambda: with_output(b"1" * 2_000_000),
    "odd numbers": lambda: with_output(b"[01, .5, 5., 1e, +1, 0x10, 1_000, --1]"),
    "lone surrogates": lambda: with_output(b'"\\ud800 \\udc00\\ud800 \\uDBFF"'),
    "lone surrogate as key": lambda: with_output(b'{"\\ud800": 1, "\\udfff": 2}'),
    "wrong escapes": lambda: with_output(b'"\\x41 \\u12 \\q \\\'"'),
    "control characters": lambda: with_output(b'"a\x00b\x01c\x1f\nd\te"'),
    "string without an end": lambda: PLAIN[: PLAIN.rindex(b'"')],
    "cut off": lambda: PLAIN[: len(PLAIN) // 2],
    "commas": lambda: PLAIN.replace(b"}", b",}").replace(b"]", b",,]"),
    "no commas": lambda: PLAIN.replace(b",", b" "),
    "comments": lambda: b"// notebook\n" + PLAIN + b"/* end */",
    "single quotes": lambda: PLAIN.replace(b'"', b"'"),
    "two documents": lambda: PLAIN + b"\n" + PLAIN,
    "text before": lambda: b"Loading notebook...\n" + PLAIN,
    "text after": lambda: PLAIN + b"\ngarbage",
    "conflict markers": lambda: b'{"cells": [\n<<<<<<< HEAD\n"a"\n=======\n"b"\n>>>>>>> x\n]}',
    "escaped end of script": lambda: PLAIN.replace(
        b"# ", b"<\\/script><script>window.pwned=1<\\/script>"
    ),
    "prototype": lambda: file(code("1", __proto__={"a": 1}), __proto__={"b": 1}, constructor=1),
    "format strings": lambda: file(
        code("%s %n {0.__class__} ${x} #{x} `x`"), markdown("{{7*7}} {%x%}")
    ),
    "empty keys": lambda: file({**code("1"), "": ""}, **{"": {"": ""}, "\0": 1, " ": 2}),
    "keys of a megabyte": lambda: file(
        {**code("1"), "k" * 1_000_000: 1}, metadata={"m" * 1_000_000: 2}
    ),
    "deep list, 400": lambda: with_output(nested(400)),
    "deep object, 400": lambda: with_output(nested(400, b'{"a":', b"}")),
    "deep list, 700": lambda: with_output(nested(700)),
    "deep list, 100,000": lambda: with_output(nested(100_000)),
    "deep object, 100,000": lambda: nested(100_000, b'{"a":', b"}"),
    "deep metadata": lambda: b'{"cells": [], "metadata": ' + nested(450, b'{"a":', b"}") + b"}",
    "deep source": lambda: b'{"cells": [{"cell_type": "code", "source": ' + nested(450) + b"}]}",
    "deep attachments": lambda: (
        b'{"cells": [{"cell_type": "markdown", "source": "x", "attachments": '
        + nested(450, b'{"a":', b"}")
        + b"}]}"
    ),
    "opened 1,000,000 times": lambda: b"[" * 1_000_000,
    "closed 1,000,000 times": lambda: b"]" * 1_000_000,
    "quotes 1,000,000 times": lambda: b'"' * 1_000_001,
    "backslashes 1,000,000 times": lambda: b'{"cells": ["' + b"\\" * 1_000_000 + b'"]}',
    "lists of empty lists": lambda: with_output(b"[" + b"[]," * 50_000 + b"[]]"),
    "repairs without end": lambda: b'{"cells": [' + b'"a" ' * 5_000 + b"]}",
    "keys twice without end": lambda: with_output(b"{" + b'"a": 1, ' * 20_000 + b'"a": 1}'),
}

WRONG = {
    f"{name} everywhere": lambda value=value: wrong(value)  # type: ignore[misc]
    for name, value in {
        "null": None,
        "true": True,
        "number": 7,
        "fraction": 1.5,
        "text": f"<script>{PWNED}</script>",
        "list": [[], {}, None, "x", 1],
        "object": {"a": {"b": [1]}, "source": "x"},
        "list of lists": [[["x"]], [1, [2]]],
    }.items()
}

ENCODINGS = {
    "empty": lambda: b"",
    "blanks": lambda: b" \r\n\t ",
    "UTF-8 with a mark": lambda: b"\xef\xbb\xbf" + TEXT.encode(),
    "UTF-16 with a mark": lambda: TEXT.encode("utf-16"),
    "UTF-16 LE": lambda: TEXT.encode("utf-16-le"),
    "UTF-16 BE": lambda: TEXT.encode("utf-16-be"),
    "UTF-16 BE with a mark": lambda: b"\xfe\xff" + TEXT.encode("utf-16-be"),
    "UTF-16, odd length": lambda: TEXT.encode("utf-16") + b"x",
    "UTF-32": lambda: TEXT.encode("utf-32"),
    "UTF-7": lambda: TEXT.replace("é", "+ADw-script+AD4-window.pwned=1+ADw-/script+AD4-").encode(
        "utf-7"
    ),
    "Latin-1": lambda: TEXT.encode("latin-1"),
    "Shift JIS": lambda: TEXT.replace("é", "日本").encode("shift-jis"),
    "too long UTF-8": lambda: PLAIN.replace(b"print", b"\xc0\xbcscript\xc0\xbe\xe0\x80\xaf"),
    "surrogates in UTF-8": lambda: PLAIN.replace(b"print", b"\xed\xa0\x80\xed\xbf\xbf"),
    "half a character": lambda: PLAIN.replace(b"print", b"\xf0\x9f\x92"),
    "CRLF": lambda: TEXT.replace("\n", "\r\n").encode(),
    "CR": lambda: TEXT.replace("\n", "\r").encode(),
    "NULs": lambda: TEXT.replace("\n", "\0").encode(),
    "one line": lambda: PLAIN,
    "gzip": lambda: gzip.compress(PLAIN, mtime=0),
    "zip": lambda: b"PK\x03\x04" + PLAIN,
    "picture": lambda: b"\x89PNG\r\n\x1a\n" + bytes(100),
    "LFS pointer": lambda: (
        b"version https://git-lfs.github.com/spec/v1\noid sha256:" + b"0" * 64 + b"\nsize 12345\n"
    ),
    "page": lambda: b"<!DOCTYPE html>\n<html><body><script>window.pwned=1</script></body></html>",
    "program": lambda: b"#!/usr/bin/env python\nprint('hello')\n",
    "random": lambda: bytes((n * n * 7 + n // 3) % 256 for n in range(5_000)),
}

ENTRIES = [
    *notebooks("JSON", "it is read, or refused with a reason; what is shown is what runs", JSON),
    *notebooks("wrong types", "it is read, and what is wrong is said", WRONG),
    *notebooks("encoding", "it is read, or refused with a reason", ENCODINGS),
]
