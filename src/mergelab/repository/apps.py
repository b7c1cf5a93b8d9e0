from django.apps import AppConfig


class RepositoryConfig(AppConfig):
    name = "mergelab.repository"
    default_auto_field = "django.db.models.BigAutoField"
