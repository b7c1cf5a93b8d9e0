"""Outputs that are no text: titles, canonical JSON, where two differ, pictures' bytes."""
