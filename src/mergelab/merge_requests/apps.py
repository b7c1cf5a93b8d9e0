from django.apps import AppConfig


class MergeRequestsConfig(AppConfig):
    name = "mergelab.merge_requests"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from mergelab.discussions import rendering, targets
        from mergelab.discussions.models import Discussion
        from mergelab.merge_requests import queries, receivers  # noqa: F401  # connects signals
        from mergelab.merge_requests.queries.single import find_target
        from mergelab.merge_requests.references import find_references
        from mergelab.projects import tabs

        targets.register(Discussion.Target.MERGE_REQUEST, find_target)
        rendering.find_references_with(find_references)
        tabs.count_with("merge_requests", queries.open_count)
