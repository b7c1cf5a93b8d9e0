"""News of projects for the floors above. All are sent inside the transaction that causes them.

A receiver may raise `Refused`, which takes the whole change back; what cannot be taken back (a
directory made or removed) belongs into `transaction.on_commit` or a background task.
"""

from django.dispatch import Signal

#: `project`, `by` (Actor): the row is new; make what belongs to every project.
project_created = Signal()
#: `project`, `by`, `changed` (frozenset of field names): texts, visibility or default branch.
project_edited = Signal()
#: `project`, `by`, `old_path`: it has another full path, by its own or a group's renaming.
project_moved = Signal()
#: `project`, `by`: its path is free and nobody sees it any more; remove what it left elsewhere.
project_deleted = Signal()
