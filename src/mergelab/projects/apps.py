from importlib import import_module

from django.apps import AppConfig


class ProjectsConfig(AppConfig):
    name = "mergelab.projects"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from mergelab.projects import converters

        converters.register()
        import_module("mergelab.projects.receivers")
