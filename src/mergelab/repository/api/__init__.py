"""REST: files, commits, branches, tags, comparisons, archives and protected branches."""
