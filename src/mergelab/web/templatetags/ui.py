"""`{% load ui %}`: every page component as a tag or filter."""

from mergelab.web.components import controls, diff, feedback, forms, navigation, review, text
from mergelab.web.components.base import register

__all__ = ["controls", "diff", "feedback", "forms", "navigation", "register", "review", "text"]
