from django.apps import AppConfig


class DiscussionsConfig(AppConfig):
    name = "mergelab.discussions"
    default_auto_field = "django.db.models.BigAutoField"
