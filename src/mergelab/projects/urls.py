"""The start page, lists, groups and projects. Last in the server's URLs: it ends in a catch-all."""

from mergelab.accounts.policies import is_person
from mergelab.kit.access import Allow, anyone, route
from mergelab.projects import policies, queries
from mergelab.projects.views import creating, lists, members, places, settings

_GROUP = "groups/<group_path:group_path>/-"
_PROJECT = "<project_path:project_path>/-"

urlpatterns = [
    route("", name="home", get=Allow(lists.home, anyone)),
    route("-/projects", name="projects", get=Allow(lists.projects, anyone)),
    route("-/groups", name="groups", get=Allow(lists.groups, anyone)),
    route(
        "-/projects/new",
        name="new_project",
        get=Allow(creating.new_project, is_person),
        post=Allow(creating.new_project, is_person),
    ),
    route(
        "-/groups/new",
        name="new_group",
        get=Allow(creating.new_group, policies.can_create_group),
        post=Allow(creating.new_group, policies.can_create_group),
    ),
    route(
        "-/users/<str:username>",
        name="profile",
        load=queries.load_person,
        get=Allow(lists.profile, policies.can_read_group),
    ),
    route(
        f"{_GROUP}/new",
        name="new_subgroup",
        load=queries.load_group,
        get=Allow(creating.new_subgroup, policies.can_create_subgroup),
        post=Allow(creating.new_subgroup, policies.can_create_subgroup),
    ),
    route(
        f"{_GROUP}/activity",
        name="group_activity",
        load=queries.load_group,
        get=Allow(places.group_activity, policies.can_read_group),
    ),
    route(
        f"{_GROUP}/members",
        name="group_members",
        load=queries.load_group,
        get=Allow(members.group_members, policies.can_read_group),
        post=Allow(members.group_members, policies.can_manage_group_members),
    ),
    route(
        f"{_GROUP}/members/<int:member_id>/role",
        name="change_group_role",
        load=queries.group_member,
        post=Allow(members.change_role, policies.can_change_member),
    ),
    route(
        f"{_GROUP}/members/<int:member_id>/remove",
        name="remove_group_member",
        load=queries.group_member,
        post=Allow(members.remove, policies.can_remove_member),
    ),
    route(
        f"{_GROUP}/settings",
        name="group_settings",
        load=queries.load_group,
        get=Allow(settings.group, policies.can_edit_group),
        post=Allow(settings.group, policies.can_edit_group),
    ),
    route(
        f"{_GROUP}/settings/rename",
        name="rename_group",
        load=queries.load_group,
        post=Allow(settings.rename_group, policies.can_edit_group),
    ),
    route(
        f"{_GROUP}/settings/delete",
        name="delete_group",
        load=queries.load_group,
        post=Allow(settings.delete_group, policies.can_delete_group),
    ),
    route(
        f"{_PROJECT}/activity",
        name="activity",
        load=queries.load_project,
        get=Allow(places.project_activity, policies.can_read_project),
    ),
    route(
        f"{_PROJECT}/members",
        name="project_members",
        load=queries.load_project,
        get=Allow(members.project_members, policies.can_read_project),
        post=Allow(members.project_members, policies.can_manage_members),
    ),
    route(
        f"{_PROJECT}/members/<int:member_id>/role",
        name="change_project_role",
        load=queries.project_member,
        post=Allow(members.change_role, policies.can_change_member),
    ),
    route(
        f"{_PROJECT}/members/<int:member_id>/remove",
        name="remove_project_member",
        load=queries.project_member,
        post=Allow(members.remove, policies.can_remove_member),
    ),
    route(
        f"{_PROJECT}/settings",
        name="project_settings",
        load=queries.load_project,
        get=Allow(settings.project, policies.can_see_project_settings),
        post=Allow(settings.project, policies.can_edit_project),
    ),
    route(
        f"{_PROJECT}/settings/rename",
        name="rename_project",
        load=queries.load_project,
        post=Allow(settings.rename_project, policies.can_rename_project),
    ),
    route(
        f"{_PROJECT}/settings/transfer",
        name="transfer_project",
        load=queries.load_project,
        post=Allow(settings.transfer_project, policies.can_rename_project),
    ),
    route(
        f"{_PROJECT}/settings/archive",
        name="archive_project",
        load=queries.load_project,
        post=Allow(settings.archive_project, policies.can_archive_project),
    ),
    route(
        f"{_PROJECT}/settings/unarchive",
        name="unarchive_project",
        load=queries.load_project,
        post=Allow(settings.unarchive_project, policies.can_archive_project),
    ),
    route(
        f"{_PROJECT}/settings/delete",
        name="delete_project",
        load=queries.load_project,
        post=Allow(settings.delete_project, policies.can_delete_project),
    ),
    route(
        f"{_PROJECT}/settings/tokens",
        name="project_tokens",
        load=queries.load_project,
        get=Allow(settings.project_tokens, policies.can_manage_project_tokens),
        post=Allow(settings.project_tokens, policies.can_manage_project_tokens),
    ),
    route(
        f"{_PROJECT}/settings/tokens/<int:token_id>/revoke",
        name="revoke_project_token",
        load=queries.project_token,
        post=Allow(settings.revoke_project_token, policies.can_revoke_project_token),
    ),
    route(
        "<group_path:full_path>",
        name="place",
        load=queries.load_place,
        get=Allow(places.place, anyone),
    ),
]
