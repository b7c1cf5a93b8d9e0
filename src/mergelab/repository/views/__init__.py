"""The pages of a project's code."""
