"""News for the apps above; sent inside the transaction that makes them true."""

from django.dispatch import Signal

discussion_changed = Signal()
"""A discussion was started, replied to, edited, resolved, reopened or removed.

Arguments: `target` (targets.Target), `actor` (Actor), `verb` ("commented", "edited", "deleted",
"resolved" or "reopened"), `note` (Note | None).
"""
