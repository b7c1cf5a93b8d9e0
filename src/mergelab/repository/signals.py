"""News of repositories for the floors above."""

from django.dispatch import Signal

#: Refs changed and git has made that durable. Sent once for each push, inside the transaction that
#: records it. Arguments: project, actor (a User or None), updates (a list of RefUpdate),
#: options (a list of str, the pusher's `-o` values).
pushed = Signal()

#: A branch is about to be pushed. Receivers return lines to print to the pusher when it was, in
#: place of the address for a new merge request. Arguments: project, actor (a User or None), branch.
announcing = Signal()
