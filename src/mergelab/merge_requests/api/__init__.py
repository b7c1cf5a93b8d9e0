"""REST: merge requests with their versions, discussions, approvals and merge."""
