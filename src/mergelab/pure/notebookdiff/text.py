"""Notebooks as plain text: to download, for mail, search, git and the API.

The form is the percent format that jupytext and editors read: a `# %%` header a cell, what is no
code as comments, and each output as comments below its cell, indented. With the comment sign of
the notebook's language the whole text is a script. Magic lines stay as they are.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from mergelab.pure.notebookdiff.masks import masked
from mergelab.pure.notebookdiff.model import Cell, Notebook, Output
from mergelab.pure.notebookdiff.rich.titles import title
from mergelab.pure.notebookdiff.values import as_json

INDENT: Final = "    "
_SHOWN_JSON: Final = 2_000
_ENCODED: Final = ("image/", "audio/", "video/", "application/pdf", "application/octet-stream")
_SIGNS: Final = {
    **dict.fromkeys(("matlab", "erlang", "prolog"), "%"),
    **dict.fromkeys(("sql", "haskell", "lua", "ada"), "--"),
    **dict.fromkeys(("clojure", "scheme", "lisp", "common-lisp"), ";;"),
    **dict.fromkeys(
        (
            *("c", "c++", "c++11", "c++14", "c++17", "cpp", "c#", "csharp", "f#", "fsharp", "go"),
            *("java", "javascript", "typescript", "kotlin", "groovy", "rust", "scala", "swift"),
        ),
        "//",
    ),
}


def as_text(notebook: Notebook, *, outputs: bool = True, longest: int | None = None) -> str:
    """The notebook in the percent format, ending with a line end if it has cells.

    Ids, counts and metadata are left out, and of outputs what changes at every run; images and
    other data are named with their size. `longest` is how many lines of an output are written, the
    middle of a longer one being left out. Nothing in the text can steer a terminal.
    """
    sign = _SIGNS.get(notebook.language, "#")
    lines: list[str] = []
    for cell in notebook.cells:
        lines.append(cell_header(cell, sign))
        source = (printable(line) for line in cell.lines)
        lines += source if cell.kind == "code" else _commented(source, sign)
        if outputs:
            for output in cell.outputs:
                lines += _commented(_output_block(output, longest), sign)
        lines.append("")
    return "\n".join(lines)


def _commented(lines: Iterator[str], sign: str) -> Iterator[str]:
    return (f"{sign} {line}".rstrip() for line in lines)


def _output_block(output: Output, longest: int | None) -> Iterator[str]:
    yield f"→ {output_title(output)}"
    found = output_lines(output)
    lines = masked("\n".join(found)).split("\n") if found else []
    if longest is not None and len(lines) > longest:
        head, tail = longest - longest // 3, longest // 3
        left = len(lines) - head - tail
        lines = [*lines[:head], f"… {left:,} more lines …", *lines[len(lines) - tail :]]
    yield from (INDENT + line for line in lines)


def cell_header(cell: Cell, sign: str = "#") -> str:
    """`# %%` for code, `# %% [markdown]` for other kinds; with the tags."""
    kind = "" if cell.kind == "code" else f" [{cell.kind}]"
    tags = f" tags={as_json(list(cell.tags))}" if cell.tags else ""
    return f"{sign} %%{kind}{printable(tags)}"


def output_title(output: Output) -> str:
    """What an output is, in one line: a stream's name, an error, or such as `table 12 × 4`."""
    if output.kind == "stream":
        return printable(output.name)
    if output.kind == "unknown" or not (output.data or output.kind == "error"):
        return f"output of type “{printable(output.name)}”, {output.size} characters"
    return printable(title(output))


def output_lines(output: Output) -> list[str]:
    """The text of an output as a terminal shows it; JSON where there is no text."""
    if output.text:
        return [printable(line) for line in output.lines]
    return list(_data_lines(output))


def printable(text: str) -> str:
    """The text without characters that would steer a terminal or reverse the reading direction."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(
        char if char.isprintable() or char in "\t\n " else f"\\u{ord(char):04x}" for char in text
    )


def _data_lines(output: Output) -> Iterator[str]:
    """The first entry that is no encoded bytes; a drawing only where there is no other picture."""
    for mime, value in output.data.items():
        is_drawing = mime == "image/svg+xml" and len(output.images) == 1
        if is_drawing or not mime.startswith(_ENCODED):
            text = value if isinstance(value, str) else as_json(value, indent=True)
            yield from (printable(line) for line in text[:_SHOWN_JSON].split("\n"))
            return
