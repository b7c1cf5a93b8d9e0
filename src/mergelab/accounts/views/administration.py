"""The administrators' pages: users and invitations."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render

from mergelab.accounts import queries, services
from mergelab.accounts.forms import InviteForm, NewUserForm
from mergelab.accounts.models import Invitation, User
from mergelab.kit.access import Request
from mergelab.kit.forms import carry_out, posted

PER_PAGE = 40


def overview(request: Request) -> HttpResponse:
    context = {"counts": queries.user_counts(), "invitations": queries.invitations().count()}
    return render(request, "accounts/admin/overview.html", context)


def users(request: Request) -> HttpResponse:
    state = request.GET.get("state", "")
    rows = queries.people(search=request.GET.get("search", "").strip(), state=state)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "accounts/admin/users.html", {"page": page, "state": state})


def new_user(request: Request) -> HttpResponse:
    form = NewUserForm(posted(request))
    if request.method == "POST":
        user = carry_out(form, lambda: services.create_user(**form.cleaned_data))
        if user is not None:
            messages.success(request, f"{user.username} can sign in now.")
            return redirect("admin_users")
    return _page(request, "accounts/admin/new_user.html", {"form": form})


def block(request: Request, user: User) -> HttpResponse:
    services.block_user(by=request.actor, user=user)
    messages.success(request, f"{user.username} is blocked; sessions and tokens are ended.")
    return redirect("admin_users")


def unblock(request: Request, user: User) -> HttpResponse:
    services.unblock_user(user=user)
    messages.success(request, f"{user.username} can sign in again.")
    return redirect("admin_users")


def promote(request: Request, user: User) -> HttpResponse:
    services.set_admin(user=user, is_admin=True)
    messages.success(request, f"{user.username} is an administrator now.")
    return redirect("admin_users")


def demote(request: Request, user: User) -> HttpResponse:
    services.set_admin(user=user, is_admin=False)
    messages.success(request, f"{user.username} is an ordinary user now.")
    return redirect("admin_users")


def invitations(request: Request) -> HttpResponse:
    """List and make invitations; the answer to making one is the only place of its link."""
    form, made = InviteForm(posted(request)), None
    if request.method == "POST":
        by = request.actor
        made = carry_out(form, lambda: services.invite(by=by, **form.cleaned_data))
    context = {
        "form": form if made is None else InviteForm(),
        "made": made,
        "invitations": queries.invitations()[:200],
    }
    page = _page(request, "accounts/admin/invitations.html", context)
    page["Cache-Control"] = "no-store"
    return page


def revoke_invitation(request: Request, invitation: Invitation) -> HttpResponse:
    services.revoke_invitation(invitation=invitation)
    messages.success(request, "The invitation's link no longer works.")
    return redirect("admin_invitations")


def _page(request: Request, template: str, context: dict[str, Any]) -> HttpResponse:
    return render(request, template, context, status=400 if context["form"].errors else 200)
