"""The shell's own pages: patterns, health and background work."""

from mergelab.kit.access import Allow, administrator, anyone, route
from mergelab.web import health, views, work

urlpatterns = [
    route("-/ui", name="ui_patterns", get=Allow(views.pattern_page, anyone)),
    route("-/theme", name="set_theme", post=Allow(views.set_theme, anyone)),
    route(
        "-/style.<slug:digest>.css",
        name="style_sheet",
        get=Allow(views.show_style_sheet, anyone),
    ),
    route("-/health", name="health", get=Allow(health.health, anyone)),
    route("-/ready", name="ready", get=Allow(health.ready, anyone)),
    route("-/metrics", name="metrics", get=Allow(health.metrics, anyone)),
    route("-/admin/work", name="admin_work", get=Allow(work.work, administrator)),
    route(
        "-/admin/work/<uuid:task_id>/retry",
        name="admin_work_retry",
        post=Allow(work.retry, administrator),
    ),
]
