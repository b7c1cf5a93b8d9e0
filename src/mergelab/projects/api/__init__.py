"""REST: groups, projects, members and project access tokens."""
