"""Signing in, one's own settings, and the administrators' pages."""

from mergelab.accounts import policies, queries
from mergelab.accounts.views import administration, own, signing
from mergelab.kit.access import Allow, administrator, anyone, route

_is_person = policies.is_person
_administers = policies.can_administer_user

urlpatterns = [
    route(
        "-/sign_in",
        name="sign_in",
        get=Allow(signing.sign_in, anyone),
        post=Allow(signing.sign_in, anyone),
    ),
    route("-/sign_out", name="sign_out", post=Allow(signing.sign_out, anyone)),
    route(
        "-/invitations/<str:secret>",
        name="invitation",
        get=Allow(signing.invitation, anyone),
        post=Allow(signing.invitation, anyone),
    ),
    route(
        "-/password/reset",
        name="password_reset",
        get=Allow(signing.request_reset, anyone),
        post=Allow(signing.request_reset, anyone),
    ),
    route(
        "-/password/reset/<str:uid>/<str:token>",
        name="password_reset_set",
        get=Allow(signing.reset, anyone),
        post=Allow(signing.reset, anyone),
    ),
    route(
        "-/profile",
        name="user_settings",
        get=Allow(own.profile, _is_person),
        post=Allow(own.profile, _is_person),
    ),
    route(
        "-/profile/password",
        name="user_password",
        get=Allow(own.password, _is_person),
        post=Allow(own.password, _is_person),
    ),
    route("-/profile/sessions", name="user_sessions", get=Allow(own.sessions, _is_person)),
    route(
        "-/profile/sessions/revoke_others",
        name="revoke_other_sessions",
        post=Allow(own.revoke_other_sessions, _is_person),
    ),
    route(
        "-/profile/sessions/<str:handle>/revoke",
        name="revoke_session",
        load=queries.own_session,
        post=Allow(own.revoke_session, policies.can_revoke_session),
    ),
    route(
        "-/profile/tokens",
        name="user_tokens",
        get=Allow(own.tokens, _is_person),
        post=Allow(own.tokens, _is_person),
    ),
    route(
        "-/profile/tokens/<int:token_id>/revoke",
        name="revoke_token",
        load=queries.own_token,
        post=Allow(own.revoke_token, policies.can_revoke_token),
    ),
    route("-/admin", name="admin_overview", get=Allow(administration.overview, administrator)),
    route("-/admin/users", name="admin_users", get=Allow(administration.users, administrator)),
    route(
        "-/admin/users/new",
        name="admin_new_user",
        get=Allow(administration.new_user, administrator),
        post=Allow(administration.new_user, administrator),
    ),
    route(
        "-/admin/users/<int:user_id>/block",
        name="block_user",
        load=queries.person,
        post=Allow(administration.block, _administers),
    ),
    route(
        "-/admin/users/<int:user_id>/unblock",
        name="unblock_user",
        load=queries.person,
        post=Allow(administration.unblock, _administers),
    ),
    route(
        "-/admin/users/<int:user_id>/promote",
        name="promote_user",
        load=queries.person,
        post=Allow(administration.promote, _administers),
    ),
    route(
        "-/admin/users/<int:user_id>/demote",
        name="demote_user",
        load=queries.person,
        post=Allow(administration.demote, _administers),
    ),
    route(
        "-/admin/invitations",
        name="admin_invitations",
        get=Allow(administration.invitations, administrator),
        post=Allow(administration.invitations, administrator),
    ),
    route(
        "-/admin/invitations/<int:invitation_id>/revoke",
        name="revoke_invitation",
        load=queries.invitation,
        post=Allow(administration.revoke_invitation, administrator),
    ),
]
