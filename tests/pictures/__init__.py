"""The pictures of the documentation: `make pictures` makes them anew from a demo instance."""
