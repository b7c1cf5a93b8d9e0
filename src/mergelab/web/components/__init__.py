"""The page components behind `{% load ui %}`, one small module per kind."""
