"""Source code as HTML lines: syntax classes, marked words, visible hidden characters."""

from mergelab.kit.highlight.lexers import lexer_for
from mergelab.kit.highlight.lines import CLASSES, highlight_lines, plain_lines
from mergelab.kit.highlight.marks import mark

__all__ = ["CLASSES", "highlight_lines", "lexer_for", "mark", "plain_lines"]
