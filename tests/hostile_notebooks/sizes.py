"""Notebooks made to take for ever, or all the memory there is."""

from __future__ import annotations

import base64
import random
import struct
import zlib
from collections.abc import Callable

from hostile_notebooks.base import code, display, error, file, markdown, notebooks, stream


def html(text: str) -> bytes:
    return file(code("1", display({"text/html": text})))


def text(value: object) -> bytes:
    return file(code("1", stream(value)))


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(width: int, height: int, *more: bytes, data: bytes = b"") -> str:
    """A picture that says it has this size, in base64; its pixels need not be there."""
    head = struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)
    parts = [chunk(b"IHDR", head), *more, chunk(b"IDAT", data), chunk(b"IEND", b"")]
    return base64.b64encode(b"\x89PNG\r\n\x1a\n" + b"".join(parts)).decode()


def pixels(side: int) -> str:
    """A square of transparent pixels that is a few kilobytes."""
    packer = zlib.compressobj(9)
    row = bytes(1 + 4 * side)
    data = b"".join(packer.compress(row) for _ in range(side)) + packer.flush()
    return png(side, side, data=data)


def gif(width: int, height: int, frames: int) -> str:
    head = b"GIF89a" + struct.pack("<HHBBB", width, height, 0x80, 0, 0) + bytes(6)
    frame = b"," + struct.pack("<HHHHB", 0, 0, width, height, 0) + b"\x02\x02D\x01\x00"
    return base64.b64encode(head + frame * frames + b";").decode()


def picture(data: str, kind: str = "png") -> bytes:
    return file(code("1", display({f"image/{kind}": data, "text/plain": "a picture"})))


def alike(cells: int) -> bytes:
    return file(*[code(f"value {n} = compute({n % 50}) " * 12) for n in range(cells)])


def long_lines(cells: int) -> bytes:
    rng = random.Random(3)
    return file(*[code(" ".join(rng.choices("abcdefgh", k=900))) for _ in range(cells)])


def macros(count: int) -> str:
    steps = "".join(f"\\def\\{chr(97 + n)}{{\\{chr(98 + n)}\\{chr(98 + n)}}}" for n in range(count))
    return f"$${steps}\\a$$"


SIZES: dict[str, Callable[[], bytes]] = {
    "cells": lambda: file(*[code(f"x = {n}") for n in range(19_000)]),
    "cells, too many": lambda: file(*[code("")] * 30_000),
    "empty cells": lambda: file(*[code(""), markdown("")] * 9_000),
    "equal cells": lambda: file(*[code("plt.show()")] * 10_000),
    "cells much alike": lambda: alike(2_000),
    "cells of one long line": lambda: long_lines(2_500),
    "outputs": lambda: file(code("1", *[display({"text/plain": str(n)}) for n in range(50_000)])),
    "outputs of two streams": lambda: file(
        code("1", *[stream("x\n", ("stdout", "stderr")[n % 2]) for n in range(40_000)])
    ),
    "outputs that are nothing": lambda: file(code("1", *[{}] * 40_000)),
    "stream of 300,000 lines": lambda: text([f"line {n}\n" for n in range(300_000)]),
    "stream in single letters": lambda: text(["x"] * 400_000),
    "one line of 3 MB": lambda: text("x" * 3_000_000),
    "source in one line of 3 MB": lambda: file(code("x" * 3_000_000), markdown("y" * 1_000_000)),
    "source of 200,000 lines": lambda: file(code([f"{n % 7}\n" for n in range(200_000)])),
    "source of blanks": lambda: file(code(" " * 2_000_000), markdown("\t" * 1_000_000)),
    "source of line feeds": lambda: file(code("\n" * 1_000_000), markdown("\n" * 500_000)),
    "lines that end in CR": lambda: file(code("\r" * 1_000_000)),
    "base64 of 6 MB": lambda: picture("A" * 6_000_000),
    "base64 in lines": lambda: file(
        code(
            "1", {"output_type": "display_data", "data": {"image/png": ["A" * 60 + "\n"] * 80_000}}
        )
    ),
    "base64 of blanks": lambda: picture(" \n" * 2_000_000),
    "picture declared 20,000²": lambda: picture(png(20_000, 20_000)),
    "picture declared 100,000²": lambda: picture(png(100_000, 100_000)),
    "picture of the largest numbers": lambda: picture(png(2**31 - 1, 2**31 - 1)),
    "picture of no size": lambda: picture(png(0, 0)),
    "picture of 5,000² in kilobytes": lambda: picture(pixels(5_000)),
    "picture with a large note": lambda: picture(
        png(1, 1, chunk(b"zTXt", b"a\0\0" + zlib.compress(bytes(30_000_000), 9)))
    ),
    "picture with many pieces": lambda: picture(png(1, 1, *[chunk(b"tEXt", b"a\0b")] * 50_000)),
    "animation of 20,000 frames": lambda: picture(gif(10, 10, 20_000), "gif"),
    "animation declared enormous": lambda: picture(gif(65_535, 65_535, 100), "gif"),
    "pictures, 3,000": lambda: file(
        code(
            "1",
            *[
                display({"image/png": png(1, 1, chunk(b"tEXt", b"n\0%d" % n))})
                for n in range(3_000)
            ],
        )
    ),
    "drawing of 5 MB": lambda: file(
        code("1", display({"image/svg+xml": "<svg>" + "<path d='M0 0h9'/>" * 280_000 + "</svg>"}))
    ),
    "HTML nested 60,000 deep": lambda: html("<div>" * 60_000),
    "HTML nested 60,000 deep, small tags": lambda: html("<b>" * 60_000 + "x"),
    "HTML nested tables": lambda: html("<table><tr><td>" * 20_000),
    "HTML open tables": lambda: html("<table><tr>" * 200_000),
    "HTML of 9 MB": lambda: html("<table>" + "<tr><td>1</td></tr>" * 480_000 + "</table>"),
    "HTML table of 20,000 rows": lambda: html(
        "<table>"
        + "".join(f"<tr><td>{n}</td><td>{n * n}</td></tr>" for n in range(20_000))
        + "</table>"
    ),
    "HTML table of 20,000 columns": lambda: html(
        "<table><tr>" + "<td>1</td>" * 20_000 + "</tr></table>"
    ),
    "HTML table spans": lambda: html(
        "<table><tr><td colspan=1000000 rowspan=1000000>x</td></tr></table>" * 50
    ),
    "HTML attributes": lambda: html("<p " + " ".join(f"a{n}=b" for n in range(100_000)) + ">x</p>"),
    "HTML attribute of 1 MB": lambda: html(f'<p title="{"x" * 1_000_000}">x</p>'),
    "HTML open comments": lambda: html("<!--" * 200_000),
    "HTML open tags": lambda: html("<" * 500_000),
    "HTML entities": lambda: html("&amp" * 300_000 + "&#x" * 100_000),
    "HTML misnested": lambda: html("<b><i><u><a href=x>" * 5_000 + "</b></i></u></a>" * 5_000),
    "HTML half a table": lambda: html("<table><td><table><th>" * 10_000 + "</table>" * 7_000),
    "HTML script text": lambda: html("<script>" * 100_000),
    "emphasis": lambda: file(markdown("*a_ **b" * 60_000)),
    "emphasis, asterisks only": lambda: file(markdown("*" * 300_000)),
    "brackets": lambda: file(markdown("[" * 200_000 + "x" + "]" * 200_000)),
    "bracket pairs": lambda: file(markdown("[a](" * 100_000)),
    "images without end": lambda: file(markdown("![" * 100_000)),
    "backticks": lambda: file(markdown(" ".join("`" * n for n in range(1, 1_500)))),
    "quotes in quotes": lambda: file(markdown("> " * 20_000 + "x")),
    "lists in lists": lambda: file(markdown("".join("  " * n + "- x\n" for n in range(1_200)))),
    "reference definitions": lambda: file(
        markdown("".join(f"[{n}]: /x\n" for n in range(50_000)) + "[1]" * 9)
    ),
    "references to one": lambda: file(markdown(f"[a]: /{'x' * 5_000}\n\n" + "[a]" * 50_000)),
    "footnotes": lambda: file(markdown("".join(f"[^{n}]\n\n[^{n}]: x\n\n" for n in range(10_000)))),
    "pipes": lambda: file(markdown("|" * 5_000 + "\n" + "|-" * 5_000 + "|\n" + "|x\n" * 5_000)),
    "autolinks": lambda: file(markdown("<http://x" * 80_000 + "www.a.b@c." * 40_000)),
    "dollars": lambda: file(markdown("$" * 200_000 + "$x " * 50_000)),
    "entities": lambda: file(markdown("&" * 200_000 + "&#" * 50_000)),
    "raw HTML": lambda: file(markdown("<a " * 100_000 + "<!" * 50_000 + "<?" * 50_000)),
    "headings": lambda: file(markdown("# x\n" * 50_000)),
    "formulas that grow": lambda: file(markdown(macros(24)), markdown("$" + "{" * 50_000 + "$")),
    "backspaces": lambda: text("x" * 50_000 + "\b" * 50_000 + "y"),
    "carriage returns": lambda: text("x\r" * 500_000),
    "progress bars": lambda: text("".join(f"\r{n / 2000:.1f}%|{'#' * 60}|" for n in range(40_000))),
    "colours": lambda: text("\x1b[31m\x1b[0mx" * 100_000),
    "cursor up": lambda: text("x\n" * 1_000 + "\x1b[1000A\x1b[2K" * 50_000),
    "cursor far right": lambda: text("\x1b[1000Cx\r" * 100_000),
    "cursor far down": lambda: text("\x1b[1000Bx" * 100_000),
    "erased again and again": lambda: text(("x" * 1_000 + "\x1b[1K") * 2_000),
    "unfinished sequences": lambda: text("\x1b[" * 300_000 + "\x1b]" * 100_000),
    "long sequences": lambda: text("\x1b[" + "1;" * 500_000 + "m"),
    "bait for addresses": lambda: text("0x[00:11<T_a-abcd-" * 60_000),
    "bait for paths": lambda: text("/a/b.c/ipykernel_" * 40_000),
    "bait for random names": lambda: text("-0000-0000-0000-" * 60_000),
    "bait for times": lambda: text("[0:00<?, " * 80_000),
    "bait for secrets": lambda: text(
        "AKIA" * 100_000 + "password=" * 60_000 + "-----BEGIN " * 40_000
    ),
    "bait for addresses of mail": lambda: text("a@" * 200_000 + "a." * 100_000),
    "traceback of 50,000 frames": lambda: file(
        code("1", error("E", "x", *[f'File "a.py", line {n}, in f\n  f()' for n in range(50_000)]))
    ),
    "traceback in one line": lambda: file(
        code("1", error("E" * 500_000, "v" * 500_000, "File " * 200_000))
    ),
    "figure of 300,000 points": lambda: file(
        code(
            "1",
            display(
                {
                    "application/vnd.plotly.v1+json": {
                        "data": [{"y": [n * 0.1 for n in range(300_000)]}]
                    }
                }
            ),
        )
    ),
    "JSON of 200,000 keys": lambda: file(
        code("1", display({"application/json": {f"k{n}": n for n in range(200_000)}}))
    ),
    "metadata of 100,000 keys": lambda: file(
        code("1", metadata={f"k{n}": {"a": n} for n in range(100_000)}),
        metadata={f"k{n}": n for n in range(50_000)},
    ),
    "types, 20,000": lambda: file(code("1", display({f"x/{n}": "y" for n in range(20_000)}))),
    "tags, 50,000": lambda: file(code("1", metadata={"tags": [f"t{n}" for n in range(50_000)]})),
    "attachments, 20,000": lambda: file(
        markdown(
            "![x](attachment:1)", attachments={f"{n}": {"image/png": "AAAA"} for n in range(20_000)}
        )
    ),
    "one id for all": lambda: file(*[code(f"x = {n}", id="same") for n in range(8_000)]),
    "ids of 100 KB": lambda: file(*[code(f"x = {n}", id=f"{n}" * 25_000) for n in range(40)]),
    "names of 1 MB": lambda: file(
        code("1", stream("x", "n" * 1_000_000), {"output_type": "t" * 1_000_000}),
        metadata={"kernelspec": {"display_name": "k" * 1_000_000, "language": "l" * 1_000_000}},
    ),
    "worksheets": lambda: (
        b'{"worksheets": ['
        + b",".join([b'{"cells": []}'] * 100_000)
        + b'], "nbformat": 3, "metadata": {}}'
    ),
    "widgets' state": lambda: file(
        metadata={
            "widgets": {
                "application/vnd.jupyter.widget-state+json": {
                    "state": {
                        f"{n:032x}": {"model_name": "x", "state": {"a": n}} for n in range(30_000)
                    }
                }
            }
        }
    ),
    "words without end": lambda: file(code(" ".join(f"w{n}" for n in range(200_000)))),
    "signs without end": lambda: file(
        code("(" * 300_000), code("'" * 300_001), code("\\" * 300_000)
    ),
    "strings without end": lambda: file(*[code('"""' + "x'" * 20_000) for _ in range(10)]),
    "numbers without end": lambda: file(code("1" * 300_000 + "e" * 1_000 + ".1" * 100_000)),
    "hidden characters": lambda: file(
        code("\u202e\u200b" * 200_000), code("1", stream("\u2066" * 200_000))
    ),
    "look-alike words": lambda: file(code("p\u0430ssword " * 60_000)),
    "marks over one letter": lambda: file(code("a" + "\u0301" * 500_000)),
}

ENTRIES = notebooks("size", "it ends within 5 seconds and 512 MB, or is refused", SIZES, heavy=True)
