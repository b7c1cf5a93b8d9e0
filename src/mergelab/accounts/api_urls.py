from mergelab.accounts import api
from mergelab.kit.access import Allow, administrator, anyone, signed_in
from mergelab.kit.actor import Actor
from mergelab.kit.rest import endpoint

TOKENS = "personal_access_tokens"


def _is_person(actor: Actor, _subject: object) -> bool:
    """The bot behind a project's token makes none of its own, which would outlive that one."""
    return actor.user is not None and not actor.user.is_bot


urlpatterns = [
    endpoint("user", name="api_user", get=Allow(api.show_current_user, signed_in)),
    endpoint(
        "user/personal_access_tokens",
        name="api_own_tokens",
        post=Allow(api.create_own_token, _is_person),
    ),
    endpoint(
        "users",
        name="api_users",
        get=Allow(api.list_users, signed_in),
        post=Allow(api.create_user, administrator),
    ),
    endpoint(
        "users/<int:user_id>",
        name="api_user_by_id",
        load=api.load_user,
        get=Allow(api.show_user, signed_in),
        put=Allow(api.change_user, administrator),
    ),
    endpoint(
        "users/<int:user_id>/block",
        name="api_user_block",
        load=api.load_user,
        post=Allow(api.block_user, administrator),
    ),
    endpoint(
        "users/<int:user_id>/unblock",
        name="api_user_unblock",
        load=api.load_user,
        post=Allow(api.unblock_user, administrator),
    ),
    endpoint(
        "users/<int:user_id>/personal_access_tokens",
        name="api_user_tokens",
        load=api.load_user,
        post=Allow(api.create_user_token, administrator),
    ),
    endpoint(TOKENS, name="api_tokens", get=Allow(api.list_tokens, signed_in)),
    endpoint(
        f"{TOKENS}/self",
        name="api_token_self",
        get=Allow(api.show_own_token, signed_in),
        delete=Allow(api.revoke_own_token, signed_in),
    ),
    endpoint(
        f"{TOKENS}/<int:token_id>",
        name="api_token",
        load=api.load_token,
        get=Allow(api.show_token, anyone),
        delete=Allow(api.revoke_token, anyone),
    ),
]
