"""The pages of merge requests, by page."""
