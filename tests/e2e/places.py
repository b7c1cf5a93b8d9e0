"""The pages of the demo that tests look at: name, who looks, where."""

from typing import Final, NamedTuple

PROJECT: Final = "/wind-farm/power-forecast"
ONE: Final = f"{PROJECT}/-/merge_requests/2"


class Place(NamedTuple):
    name: str
    person: str | None
    path: str


PLACES: Final = (
    Place("sign-in", None, "/-/sign_in"),
    Place("forgotten-password", None, "/-/password/reset"),
    Place("home", "ana", "/"),
    Place("projects", "ana", "/-/projects"),
    Place("new-project", "ana", "/-/projects/new"),
    Place("groups", "ana", "/-/groups"),
    Place("group", "ana", "/wind-farm"),
    Place("group-settings", "ana", "/groups/wind-farm/-/settings"),
    Place("files", "ana", f"{PROJECT}/-/files"),
    Place("file", "ana", f"{PROJECT}/-/blob/main/train.py"),
    Place("table", "ana", f"{PROJECT}/-/blob/main/data/turbines.csv"),
    Place("notebook", "ana", f"{PROJECT}/-/blob/main/notebooks/power_curve.ipynb"),
    Place("history", "ana", f"{PROJECT}/-/commits"),
    Place("commit", "ana", f"{PROJECT}/-/commit/density"),
    Place("compare", "ana", f"{PROJECT}/-/compare/main...density"),
    Place("branches", "ana", f"{PROJECT}/-/branches"),
    Place("tags", "ana", f"{PROJECT}/-/tags"),
    Place("merge-requests", "ben", f"{PROJECT}/-/merge_requests"),
    Place("new-merge-request", "ben", f"{PROJECT}/-/merge_requests/new?source_branch=density"),
    Place("own-merge-requests", "ben", "/-/merge_requests"),
    Place("overview", "ben", ONE),
    Place("merged", "ben", f"{PROJECT}/-/merge_requests/1"),
    Place("merge-request-commits", "ben", f"{ONE}/commits"),
    Place("changes", "ben", f"{ONE}/diffs?view=unified"),
    Place("changes-report", "mei", f"{ONE}/diffs?mode=report"),
    Place("changes-split", "ben", f"{ONE}/diffs?view=split"),
    Place("edit-merge-request", "ana", f"{ONE}/edit"),
    Place("activity", "ana", f"{PROJECT}/-/activity"),
    Place("members", "ana", f"{PROJECT}/-/members"),
    Place("settings", "ana", f"{PROJECT}/-/settings"),
    Place("protected-branches", "ana", f"{PROJECT}/-/settings/protected_branches"),
    Place("merge-settings", "ana", f"{PROJECT}/-/settings/merge_requests"),
    Place("project-tokens", "ana", f"{PROJECT}/-/settings/tokens"),
    Place("person", "ben", "/-/users/ana"),
    Place("profile", "ben", "/-/profile"),
    Place("tokens", "ben", "/-/profile/tokens"),
    Place("sessions", "ben", "/-/profile/sessions"),
    Place("patterns", None, "/-/ui"),
    Place("admin", "ana", "/-/admin"),
    Place("admin-users", "ana", "/-/admin/users"),
    Place("admin-invitations", "ana", "/-/admin/invitations"),
    Place("admin-work", "ana", "/-/admin/work"),
)

# Those of which pictures are made: in all sizes and themes they take their time.
PICTURED: Final = frozenset(
    [
        "sign-in",
        "home",
        "files",
        "file",
        "notebook",
        "history",
        "commit",
        "branches",
        "merge-requests",
        "overview",
        "changes",
        "changes-report",
        "changes-split",
        "members",
        "settings",
        "patterns",
        "admin-work",
    ]
)
