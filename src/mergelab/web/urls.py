"""The shell's own pages: patterns, health and background work."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
