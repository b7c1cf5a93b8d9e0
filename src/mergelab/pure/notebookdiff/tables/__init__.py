"""HTML tables in outputs, compared by row, column and cell."""

from mergelab.pure.notebookdiff.tables.comparing import compare_outputs, compare_tables
from mergelab.pure.notebookdiff.tables.grid import TooLarge
from mergelab.pure.notebookdiff.tables.model import (
    Table,
    TableCell,
    TableColumn,
    TableDiff,
    TableRow,
    Tables,
)
from mergelab.pure.notebookdiff.tables.reading import read_tables

__all__ = [
    "Table",
    "TableCell",
    "TableColumn",
    "TableDiff",
    "TableRow",
    "Tables",
    "TooLarge",
    "compare_outputs",
    "compare_tables",
    "read_tables",
]
