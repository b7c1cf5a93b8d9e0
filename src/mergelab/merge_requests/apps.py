from django.apps import AppConfig


class MergeRequestsConfig(AppConfig):
    name = "mergelab.merge_requests"
    default_auto_field = "django.db.models.BigAutoField"
