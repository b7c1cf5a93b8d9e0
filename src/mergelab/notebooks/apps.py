from django.apps import AppConfig


class NotebooksConfig(AppConfig):
    name = "mergelab.notebooks"
    default_auto_field = "django.db.models.BigAutoField"
