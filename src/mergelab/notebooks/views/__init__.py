"""Pages and fragments of notebooks, and the bytes in them."""
