"""Notebooks and their diffs as plain text: for mail, search, the API and the terminal."""

from __future__ import annotations

from collections.abc import Iterator

from mergelab.pure.notebookdiff.model import Cell, Notebook, Output
from mergelab.pure.notebookdiff.terminal import terminal_text
from mergelab.pure.notebookdiff.values import as_json

INDENT = "    "
_SHOWN_JSON = 2_000


def as_text(notebook: Notebook, *, outputs: bool = True) -> str:
    """The notebook in the percent form: a `# %%` header a cell, the source, indented outputs.

    Ids, counts and metadata are left out; images and other data are named with their size.
    """
    lines: list[str] = []
    for cell in notebook.cells:
        lines += [cell_header(cell), *cell.lines]
        if outputs:
            for output in cell.outputs:
                lines.append(f"{INDENT}# {output_title(output)}")
                lines += [INDENT + line for line in output_lines(output)]
        lines.append("")
    return "\n".join(lines)


def cell_header(cell: Cell) -> str:
    """`# %%` for code, `# %% [markdown]` for other kinds; with the tags."""
    kind = "" if cell.kind == "code" else f" [{cell.kind}]"
    tags = f" tags={as_json(list(cell.tags))}" if cell.tags else ""
    return f"# %%{kind}{printable(tags)}"


def output_title(output: Output) -> str:
    """What an output is, in one line: its type, and sizes of what is no text."""
    if output.kind == "stream":
        return printable(output.name)
    if output.kind == "error":
        return printable(f"error: {output.ename}: {output.evalue}"[:200]).split("\n")[0]
    if output.kind == "unknown" or not output.data:
        return f"output of type “{printable(output.name)}”, {output.size} characters"
    return ", ".join(_described(mime, output) for mime in output.mimes)


def output_lines(output: Output) -> list[str]:
    """The text of an output as a terminal shows it; JSON where there is no text."""
    if output.text:
        return [printable(line) for line in terminal_text(output.text)]
    return list(_data_lines(output))


def printable(text: str) -> str:
    """The text without characters that would steer a terminal or reverse the reading direction."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(
        char if char.isprintable() or char in "\t\n " else f"\\u{ord(char):04x}" for char in text
    )


def _described(mime: str, output: Output) -> str:
    value = output.data[mime]
    if mime == "text/plain":
        return mime
    size = len(value) if isinstance(value, str) else len(as_json(value))
    return f"{printable(mime)} ({size} characters)"


def _data_lines(output: Output) -> Iterator[str]:
    for mime, value in output.data.items():
        if not mime.startswith("image/") or mime == "image/svg+xml":
            text = value if isinstance(value, str) else as_json(value, indent=True)
            yield from (printable(line) for line in text[:_SHOWN_JSON].split("\n"))
            return
