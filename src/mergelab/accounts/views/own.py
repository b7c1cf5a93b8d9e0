"""What people set for themselves: profile, password, sessions, access tokens."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpResponse
from django.shortcuts import redirect, render

from mergelab.accounts import queries, services
from mergelab.accounts.forms import PasswordForm, ProfileForm, TokenForm
from mergelab.accounts.models import AccessToken, Session
from mergelab.kit.access import Request
from mergelab.kit.forms import carry_out, posted


def profile(request: Request) -> HttpResponse:
    user = request.actor.user
    form = ProfileForm(request.POST) if request.method == "POST" else ProfileForm.of(user)
    if request.method == "POST" and carry_out(form, lambda: _saved(request, form)):
        messages.success(request, "Your profile is saved.")
        return redirect("user_settings")
    return _page(request, "accounts/profile.html", {"form": form})


def password(request: Request) -> HttpResponse:
    form = PasswordForm(posted(request))
    if request.method == "POST" and carry_out(form, lambda: _password_changed(request, form)):
        messages.success(request, "Your password is changed; other sessions are signed out.")
        return redirect("user_password")
    return _page(request, "accounts/password.html", {"form": form})


def sessions(request: Request) -> HttpResponse:
    rows = queries.sign_ins(request.actor.user, request.session.session_key)
    return render(request, "accounts/sessions.html", {"sign_ins": rows})


def revoke_session(request: Request, session: Session) -> HttpResponse:
    services.revoke_session(session=session)
    messages.success(request, "The session is signed out.")
    return redirect("user_sessions")


def revoke_other_sessions(request: Request) -> HttpResponse:
    keep = request.session.session_key
    ended = services.revoke_other_sessions(user=request.actor.user, keep=keep)
    messages.success(request, f"Signed out of {ended} other session{'' if ended == 1 else 's'}.")
    return redirect("user_sessions")


def tokens(request: Request) -> HttpResponse:
    """List and make personal tokens; the answer to making one is the only place of its secret."""
    form, made = TokenForm(posted(request)), None
    if request.method == "POST":
        by = request.actor
        made = carry_out(form, lambda: services.create_personal_token(by=by, **form.cleaned_data))
    context = {
        "form": form if made is None else TokenForm(),
        "made": made,
        "tokens": queries.tokens_of(request.actor.user),
        "example": f'curl --header "PRIVATE-TOKEN: glpat-…" {settings.BASE_URL}/api/v4/user',
    }
    page = _page(request, "accounts/tokens.html", context)
    page["Cache-Control"] = "no-store"
    return page


def revoke_token(request: Request, token: AccessToken) -> HttpResponse:
    services.revoke_token(token=token)
    messages.success(request, f"The token “{token.name}” no longer works.")
    return redirect("user_tokens")


def _saved(request: Request, form: ProfileForm) -> bool:
    services.edit_profile(user=request.actor.user, **form.cleaned_data)
    return True


def _password_changed(request: Request, form: PasswordForm) -> bool:
    user, key = request.actor.user, request.session.session_key
    services.change_password(user=user, keep_session=key, **form.cleaned_data)
    update_session_auth_hash(request, user)
    return True


def _page(request: Request, template: str, context: dict[str, Any]) -> HttpResponse:
    return render(request, template, context, status=400 if context["form"].errors else 200)
