"""Git repositories on disk, without any web framework: every function works on a directory."""
