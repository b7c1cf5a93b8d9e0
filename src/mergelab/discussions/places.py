"""How a thread's place is named."""

from django.core.exceptions import ObjectDoesNotExist

from mergelab.discussions.models import Discussion, Position


def position_of(discussion: Discussion) -> Position | None:
    """Where in the diff the thread was started, if it was."""
    try:
        return discussion.position
    except ObjectDoesNotExist:
        return None


def where_words(discussion: Discussion) -> str:
    """Such as `train.py, line 12`, `Cell 5, output 1` or `Overview`."""
    position = position_of(discussion)
    if position is None:
        return "Overview"
    name = position.now_path.rpartition("/")[2]
    if position.kind == Position.Kind.NOTEBOOK:
        return f"{name}, {cell_words(position)}"
    if position.kind == Position.Kind.FILE:
        return name
    line = position.now_new_line or position.now_old_line or position.new_line or position.old_line
    return f"{name}, line {line}"


def cell_words(position: Position) -> str:
    """Such as `cell 4, line 3`; cells, lines and outputs count from 1 for people.

    A cell that is gone, or was not found, is called by the number that it had.
    """
    if position.is_deleted or position.now_cell is None:
        return _former_words(position)
    words = f"cell {position.now_cell + 1}"
    if position.now_output is not None:
        return f"{words}, output {position.now_output + 1}"
    return f"{words}, line {position.now_line}" if position.now_line is not None else words


def _former_words(position: Position) -> str:
    ordinal = (position.anchor or {}).get("ordinal")
    if not isinstance(ordinal, int):
        return "notebook"
    name = f"cell {ordinal + 1}"
    return f"{name}, deleted" if position.is_deleted else name
