"""News of accounts for the floors above. All are sent inside the transaction that causes them.

A receiver may raise `Refused`, which takes the whole change back.
"""

from django.dispatch import Signal

#: `user`: a person or bot that now exists. Projects make the personal group from it.
user_created = Signal()
#: `user`: a person who may no longer sign in.
user_blocked = Signal()
