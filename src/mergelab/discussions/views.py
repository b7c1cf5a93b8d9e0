"""Threads in place: reply, edit, delete, resolve. Plain forms redirect, htmx gets the thread."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from mergelab.discussions import services
from mergelab.discussions.forms import NoteForm, ResolveForm
from mergelab.discussions.models import Discussion, Note
from mergelab.discussions.places import position_of
from mergelab.discussions.queries import find_discussion, rights_of, thread_view
from mergelab.discussions.rendering import preview_pieces, renderer
from mergelab.discussions.suggesting import Subject, subject_of, where_of
from mergelab.discussions.targets import target_of
from mergelab.kit.access import Request
from mergelab.kit.errors import Refused
from mergelab.kit.forms import carry_out, posted
from mergelab.projects.models import Project
from mergelab.web.fragments import wants_fragment

MAX_PREVIEW = 200_000


def reply(request: Request, discussion: Discussion) -> HttpResponse:
    """Add a note; with `resolve` also settle the thread."""
    form = NoteForm(request.POST)
    if not form.is_valid():
        raise Refused("Write something first.", field="body")
    note = services.reply(by=request.actor, discussion=discussion, body=form.cleaned_data["body"])
    if request.POST.get("resolve") and note.discussion.resolvable:
        services.resolve(by=request.actor, discussion=discussion)
    return answer(request, discussion, anchor=f"note_{note.pk}")


def resolve(request: Request, discussion: Discussion) -> HttpResponse:
    form = ResolveForm(request.POST)
    if not form.is_valid():
        raise Refused("Say resolved=true or resolved=false.", field="resolved")
    verb = services.resolve if form.cleaned_data["resolved"] == "true" else services.unresolve
    verb(by=request.actor, discussion=discussion)
    return answer(request, discussion)


def edit(request: Request, note: Note) -> HttpResponse:
    """The form, in place or as a page of its own; then the thread."""
    form = NoteForm(posted(request), initial={"body": note.body})
    saved = carry_out(
        form,
        lambda: services.edit_note(by=request.actor, note=note, body=form.cleaned_data["body"]),
    )
    if saved is not None:
        return answer(request, note.discussion, anchor=f"note_{note.pk}")
    target = target_of(note.discussion)
    query = _view_query(request)
    render_note = renderer(request.actor, note.discussion.project)
    context = {
        "form": form,
        "note": note,
        "thread": thread_view(note.discussion, rights_of(request.actor, target), render_note),
        "project": note.discussion.project,
        "active_tab": "merge_requests",
        "target": target,
        "query": query,
        "back_url": page_of(request, note.discussion, anchor=f"note_{note.pk}"),
    }
    page = "discussions/edit_note.html"
    template = f"{page}#form" if wants_fragment(request) else page
    return render(request, template, context, status=422 if form.errors else 200)


def show(request: Request, discussion: Discussion) -> HttpResponse:
    """The thread alone, for leaving an edit; as a page it is where it stands."""
    return answer(request, discussion)


def delete(request: Request, note: Note) -> HttpResponse:
    """Remove the note; nothing is left in place of a thread without notes."""
    discussion = note.discussion
    target = target_of(discussion)
    where = page_of(request, discussion)
    stays = services.delete_note(by=request.actor, note=note)
    if stays:
        return answer(request, discussion)
    if wants_fragment(request):
        return HttpResponse("")
    messages.success(request, "The thread is deleted.")
    return redirect(where.partition("#")[0] or target.url)


def preview(request: Request, project: Project) -> HttpResponse:
    """What a text will look like; nothing is stored. `discussion` is the thread it belongs to."""
    key = request.GET.get("discussion", "")
    position = position_of(find_discussion(project, key)) if key else None
    where = None if position is None else where_of(position)
    return preview_answer(request, project, subject_of(project.pk, where))


def preview_answer(
    request: Request, project: Project, subject: Subject | None = None
) -> HttpResponse:
    """The posted `text` as HTML, what it suggests beside the text it is about."""
    text = request.POST.get("text", "")
    if len(text) > MAX_PREVIEW:
        raise Refused(f"A preview takes at most {MAX_PREVIEW:,} characters.", field="text")
    html = renderer(request.actor, project, [text])
    pieces = [html(text)] if subject is None else preview_pieces(html, text, subject)
    context = {"pieces": pieces, "project": project}
    return render(request, "discussions/parts/pieces.html", context)


def answer(request: Request, discussion: Discussion, anchor: str = "") -> HttpResponse:
    """The thread as it is now for htmx; else its place on its page."""
    if not wants_fragment(request):
        return redirect(page_of(request, discussion, anchor))
    fresh = find_discussion(discussion.project, discussion.key)
    target = target_of(fresh)
    texts = [note.body for note in fresh.notes.all()]
    render_note = renderer(request.actor, fresh.project, texts)
    thread = thread_view(fresh, rights_of(request.actor, target), render_note)
    context = {"thread": thread, "project": fresh.project, "target": target}
    context |= {"in_diff": in_diff(request), "just_changed": True}
    return render(request, "discussions/thread.html", context)


def page_of(request: Request, discussion: Discussion, anchor: str = "") -> str:
    """The address of the thread: in the diff for those who come from there."""
    target = target_of(discussion)
    place = anchor or f"discussion-{discussion.key}"
    if in_diff(request) and target.diff_url:
        return f"{target.diff_url}?thread={discussion.key}#{place}"
    return f"{target.url}#{place}"


def in_diff(request: Request) -> bool:
    return request.GET.get("in") == "diff"


def _view_query(request: Request) -> str:
    return "?" + urlencode({"in": "diff"}) if in_diff(request) else ""
