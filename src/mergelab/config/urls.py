"""Every URL of the server, from the most particular to the group and project paths."""

from django.urls import include, path

urlpatterns = [
    path("", include("mergelab.web.urls")),
    path("", include("mergelab.accounts.urls")),
    path("api/v4/", include("mergelab.config.api_urls")),
    path("", include("mergelab.merge_requests.urls")),
    path("", include("mergelab.discussions.urls")),
    path("", include("mergelab.notebooks.urls")),
    path("", include("mergelab.repository.urls")),
    path("", include("mergelab.projects.urls")),
]

handler400 = "mergelab.web.errors.bad_request"
handler403 = "mergelab.web.errors.forbidden"
handler404 = "mergelab.web.errors.not_found"
handler500 = "mergelab.web.errors.server_error"
