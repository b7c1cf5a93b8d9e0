from mergelab.kit.access import Allow, anyone, signed_in
from mergelab.kit.rest import endpoint
from mergelab.projects import policies, queries
from mergelab.projects.api import groups, members, projects

PROJECT = "projects/<project_ref:project>"
GROUP = "groups/<group_ref:group>"

urlpatterns = [
    endpoint(
        "groups",
        name="api_groups",
        get=Allow(groups.list_groups, anyone),
        post=Allow(groups.create_group, policies.can_create_group),
    ),
    endpoint("namespaces", name="api_namespaces", get=Allow(groups.list_namespaces, signed_in)),
    endpoint(
        "namespaces/<group_ref:group>",
        name="api_namespace",
        load=queries.group_by_reference,
        get=Allow(groups.show_namespace, signed_in),
    ),
    endpoint(
        "projects",
        name="api_projects",
        get=Allow(projects.list_projects, anyone),
        post=Allow(projects.create_project, signed_in),
    ),
    *(
        endpoint(
            f"{GROUP}/{path}",
            name=f"api_group_{path}".replace("/", "_"),
            load=queries.group_by_reference,
            get=Allow(view, anyone),
        )
        for path, view in (
            ("subgroups", groups.list_subgroups),
            ("projects", groups.list_group_projects),
            ("members/all", members.list_all_group_members),
        )
    ),
    endpoint(
        f"{GROUP}/members",
        name="api_group_members",
        load=queries.group_by_reference,
        get=Allow(members.list_group_members, anyone),
        post=Allow(members.add_group_member, policies.can_manage_group_members),
    ),
    endpoint(
        f"{GROUP}/members/<int:user_id>",
        name="api_group_member",
        load=members.load_group_member,
        get=Allow(members.show_member, anyone),
        put=Allow(members.change_member, policies.can_change_member),
        delete=Allow(members.remove_member, policies.can_remove_member),
    ),
    endpoint(
        f"{GROUP}/members/all/<int:user_id>",
        name="api_group_member_all",
        load=members.load_any_group_member,
        get=Allow(members.show_member, anyone),
    ),
    endpoint(
        f"{PROJECT}/archive",
        name="api_project_archive",
        load=queries.project_by_reference,
        post=Allow(projects.archive_project, policies.can_archive_project),
    ),
    endpoint(
        f"{PROJECT}/unarchive",
        name="api_project_unarchive",
        load=queries.project_by_reference,
        post=Allow(projects.unarchive_project, policies.can_archive_project),
    ),
    endpoint(
        f"{PROJECT}/transfer",
        name="api_project_transfer",
        load=queries.project_by_reference,
        put=Allow(projects.transfer_project, policies.can_rename_project),
    ),
    endpoint(
        f"{PROJECT}/members",
        name="api_project_members",
        load=queries.project_by_reference,
        get=Allow(members.list_project_members, anyone),
        post=Allow(members.add_project_member, policies.can_manage_members),
    ),
    endpoint(
        f"{PROJECT}/members/all",
        name="api_project_members_all",
        load=queries.project_by_reference,
        get=Allow(members.list_all_project_members, anyone),
    ),
    endpoint(
        f"{PROJECT}/members/<int:user_id>",
        name="api_project_member",
        load=members.load_project_member,
        get=Allow(members.show_member, anyone),
        put=Allow(members.change_member, policies.can_change_member),
        delete=Allow(members.remove_member, policies.can_remove_member),
    ),
    endpoint(
        f"{PROJECT}/members/all/<int:user_id>",
        name="api_project_member_all",
        load=members.load_any_project_member,
        get=Allow(members.show_member, anyone),
    ),
    endpoint(
        f"{PROJECT}/access_tokens",
        name="api_project_tokens",
        load=queries.project_by_reference,
        get=Allow(members.list_project_tokens, policies.can_manage_project_tokens),
        post=Allow(members.create_project_token, policies.can_manage_project_tokens),
    ),
    endpoint(
        f"{PROJECT}/access_tokens/<int:token_id>",
        name="api_project_token",
        load=members.load_project_token,
        get=Allow(members.show_project_token, policies.can_revoke_project_token),
        delete=Allow(members.revoke_project_token, policies.can_revoke_project_token),
    ),
]

#: Bare groups and projects come last: their paths must not swallow what stands below them.
last = [
    endpoint(
        GROUP,
        name="api_group",
        load=queries.group_by_reference,
        get=Allow(groups.show_group, anyone),
        put=Allow(groups.change_group, policies.can_edit_group),
        delete=Allow(groups.delete_group, policies.can_delete_group),
    ),
    endpoint(
        PROJECT,
        name="api_project",
        load=queries.project_by_reference,
        get=Allow(projects.show_project, anyone),
        put=Allow(projects.change_project, policies.can_edit_project),
        delete=Allow(projects.delete_project, policies.can_delete_project),
    ),
]
