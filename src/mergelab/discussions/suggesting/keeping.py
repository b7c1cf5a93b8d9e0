"""The suggestions of a note as rows."""

from mergelab.discussions.models import MAX_SUBJECT, Note, Suggestion
from mergelab.discussions.places import position_of
from mergelab.discussions.suggesting.blocks import Block, blocks_in
from mergelab.discussions.suggesting.subjects import Subject, is_storable, subject_of, where_of


def keep_suggestions(note: Note) -> None:
    """Bring the rows up to the note's text. Belongs inside the transaction that writes that.

    What was applied stays as it was. Outside a diff, or where the lines cannot be replaced, there
    are none, and the blocks are shown as code.
    """
    blocks = blocks_in(note.body)
    known = {row.ordinal: row for row in note.suggestions.all()}
    position = position_of(note.discussion) if blocks else None
    where = None if position is None else where_of(position)
    subject = subject_of(note.discussion.project_id, where)
    kept = {ordinal for ordinal, row in known.items() if row.is_applied and ordinal < len(blocks)}
    note.suggestions.exclude(ordinal__in=kept).delete()
    if subject is None or position is None:
        return
    rows = [
        suggestion(note, ordinal, block, subject, is_outdated=position.is_outdated)
        for ordinal, block in enumerate(blocks)
        if ordinal not in kept
    ]
    Suggestion.objects.bulk_create(row for row in rows if _fits(row))


def suggestion(
    note: Note | None, ordinal: int, block: Block, subject: Subject, *, is_outdated: bool = False
) -> Suggestion:
    """A row for a block, not saved; lines that are not there are left out of its range."""
    first, count = subject.reach(block.above, block.below)
    return Suggestion(
        note=note,
        ordinal=ordinal,
        above=block.above,
        below=block.below,
        first_line=first,
        count=count,
        before=subject.text(first, count),
        after=block.text,
        language=subject.language[:40],
        has_outputs=subject.has_outputs,
        is_outdated=is_outdated,
    )


def _fits(row: Suggestion) -> bool:
    return len(row.before) <= MAX_SUBJECT and is_storable(row.before + row.language)
