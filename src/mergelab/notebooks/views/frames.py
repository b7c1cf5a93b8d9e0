"""The sandboxed page in which an interactive output runs, and what is handed to it."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.templatetags.static import static

from mergelab.kit.access import Request
from mergelab.notebooks.frames.contents import frame_contents
from mergelab.notebooks.frames.programs import Program, program_of, saved_widgets
from mergelab.notebooks.queries.parts import find_cell, find_output
from mergelab.notebooks.queries.reading import read_blob
from mergelab.projects.models import Project

PRIVATE = "private, max-age=3600"


def page(request: Request, project: Project, *, blob: str, cell: int, output: int) -> HttpResponse:
    """The frame without its content: the same for every output of a kind."""
    program, _ = _program(project, blob, cell, output)
    scripts, late = (
        [static(f"vendor/{name}") for name in names] for names in (program.scripts, program.late)
    )
    own, style = static("notebooks/frame.js"), static("notebooks/frame.css")
    values = {"scripts": scripts, "late": " ".join(late), "own": own, "style": style}
    made = render(request, "notebooks/frame.html", values)
    made["Content-Security-Policy"] = _policy(request, program, [*scripts, *late, own], style)
    made["X-Frame-Options"] = "SAMEORIGIN"
    made["X-DNS-Prefetch-Control"] = "off"
    made["Referrer-Policy"] = "no-referrer"
    return made


def contents(
    request: Request, project: Project, *, blob: str, cell: int, output: int
) -> HttpResponse:
    """The output for the page around the frame, which hands it in."""
    del request
    program, mime = _program(project, blob, cell, output)
    notebook, found = read_blob(project, blob), find_cell(project, blob, cell)
    shown = find_output(project, blob, cell, output)
    text = frame_contents(notebook, found, shown, program, mime)
    headers = {"X-Content-Type-Options": "nosniff", "Cache-Control": PRIVATE}
    return HttpResponse(text, content_type="application/json", headers=headers)


def _program(project: Project, blob: str, cell: int, output: int) -> tuple[Program, str]:
    shown = find_output(project, blob, cell, output)
    found = program_of(shown, saved_widgets(read_blob(project, blob)))
    if found is None:
        raise Http404("The output is not interactive.")
    return found


def _policy(request: Request, program: Program, scripts: list[str], style: str) -> str:
    """An opaque origin that may load the libraries named, and nothing else from anywhere."""
    allowed = " ".join(request.build_absolute_uri(path) for path in scripts)
    own_code = " 'unsafe-inline' 'unsafe-eval'" if program.runs_code else ""
    styles = request.build_absolute_uri(style)
    # Fonts stand beside the libraries, which ask for them by relative address.
    fonts = request.build_absolute_uri(static("vendor/"))
    return (
        f"sandbox allow-scripts; default-src 'none'; script-src {allowed}{own_code}; "
        f"style-src 'unsafe-inline' {styles}; img-src data: blob:; font-src data: {fonts}; "
        "connect-src 'none'; worker-src 'none'; frame-src 'none'; form-action 'none'; "
        "base-uri 'none'; frame-ancestors 'self'"
    )
