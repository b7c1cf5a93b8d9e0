"""Notebooks as safe HTML: cells, sources and outputs, for the file page and for differences."""
