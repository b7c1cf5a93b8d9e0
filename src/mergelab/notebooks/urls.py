"""Notebook pages, and the bytes in notebooks."""

from functools import partial

from mergelab.kit.access import Allow, route
from mergelab.notebooks.views import differences, files, frames, parts
from mergelab.projects.policies import can_read_code
from mergelab.projects.queries import load_project
from mergelab.repository import converters

converters.register()

PROJECT = "<project_path:project_path>/-/"
OUTPUT = "<slug:blob>/<int:cell>/<int:output>"
page = partial(route, load=load_project)

urlpatterns = [
    page(
        f"{PROJECT}notebook_view/<ref_path:ref_path>",
        name="notebook_view",
        get=Allow(files.show, can_read_code),
    ),
    page(
        f"{PROJECT}notebook_script/<ref_path:ref_path>",
        name="notebook_script",
        get=Allow(files.as_script, can_read_code),
    ),
    page(
        f"{PROJECT}notebook_diff/<ref_path:spec>",
        name="notebook_diff",
        get=Allow(differences.show, can_read_code),
    ),
    page(
        f"{PROJECT}notebook_outputs/{OUTPUT}/<slug:kind>",
        name="notebook_figure",
        get=Allow(parts.figure, can_read_code),
    ),
    page(
        f"{PROJECT}notebook_figure/<ref_path:spec>",
        name="notebook_figure_at",
        get=Allow(parts.figure_at, can_read_code),
    ),
    page(
        f"{PROJECT}notebook_data/{OUTPUT}/<int:place>",
        name="notebook_data",
        get=Allow(parts.data, can_read_code),
    ),
    page(
        f"{PROJECT}notebook_text/{OUTPUT}",
        name="notebook_text",
        get=Allow(parts.text, can_read_code),
    ),
    page(
        f"{PROJECT}notebook_frames/{OUTPUT}",
        name="notebook_frame",
        get=Allow(frames.page, can_read_code),
    ),
    page(
        f"{PROJECT}notebook_frames/{OUTPUT}/contents",
        name="notebook_frame_contents",
        get=Allow(frames.contents, can_read_code),
    ),
    page(
        f"{PROJECT}notebook_attachments/<slug:blob>/<int:cell>/<int:place>",
        name="notebook_attachment",
        get=Allow(parts.attachment, can_read_code),
    ),
]
