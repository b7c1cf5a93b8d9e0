from django.apps import AppConfig


class RepositoryConfig(AppConfig):
    name = "mergelab.repository"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from mergelab.repository import receivers  # noqa: F401  # connects the signals
