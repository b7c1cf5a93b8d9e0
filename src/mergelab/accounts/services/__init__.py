"""What can be done with accounts: one verb a function, one transaction each."""

from mergelab.accounts.services.invitations import (
    accept_invitation,
    first_admin_link,
    invite,
    revoke_invitation,
)
from mergelab.accounts.services.passwords import (
    change_password,
    request_password_reset,
    reset_password,
)
from mergelab.accounts.services.sessions import (
    end_session,
    revoke_other_sessions,
    revoke_session,
    start_session,
)
from mergelab.accounts.services.tokens import (
    create_bot_token,
    create_personal_token,
    revoke_token,
)
from mergelab.accounts.services.users import (
    block_user,
    create_bot,
    create_user,
    edit_profile,
    set_admin,
    unblock_user,
)

__all__ = [
    "accept_invitation",
    "block_user",
    "change_password",
    "create_bot",
    "create_bot_token",
    "create_personal_token",
    "create_user",
    "edit_profile",
    "end_session",
    "first_admin_link",
    "invite",
    "request_password_reset",
    "reset_password",
    "revoke_invitation",
    "revoke_other_sessions",
    "revoke_session",
    "revoke_token",
    "set_admin",
    "start_session",
    "unblock_user",
]
