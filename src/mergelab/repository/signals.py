"""News of repositories for the floors above."""

from django.dispatch import Signal

#: Refs changed and git has made that durable. Sent once for each push, inside the transaction that
#: records it. Arguments: project, actor (a User or None), updates (a list of RefUpdate),
#: options (a list of str, the pusher's `-o` values).
pushed = Signal()
