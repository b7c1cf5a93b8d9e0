"""Sign in, sign out, accept an invitation, reset a password."""

from typing import Any

from django.contrib import messages
from django.contrib.auth import authenticate
from django.contrib.auth.tokens import default_token_generator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.encoding import force_str
from django.utils.http import urlsafe_base64_decode

from mergelab.accounts import queries, services
from mergelab.accounts.forms import InvitedForm, ResetForm, ResetRequestForm, SignInForm
from mergelab.accounts.models import User
from mergelab.accounts.redirects import next_page
from mergelab.kit.access import Request
from mergelab.kit.errors import Refused
from mergelab.kit.forms import carry_out, posted


def sign_in(request: Request) -> HttpResponse:
    """The form; a good name and password begin a session and lead to `next`."""
    target = next_page(request)
    if not request.actor.is_anonymous:
        return redirect(target)
    form = SignInForm(posted(request))
    if request.method == "POST" and carry_out(form, lambda: _start(request, form)):
        return redirect(target)
    return _page(request, "accounts/sign_in.html", {"form": form, "next": target})


def sign_out(request: Request) -> HttpResponse:
    services.end_session(request=request)
    messages.success(request, "You are signed out.")
    return redirect("sign_in")


def invitation(request: Request, secret: str) -> HttpResponse:
    """Make the invited account and sign in to it."""
    found = queries.open_invitation(secret)
    if found is None:
        return render(request, "accounts/invitation_gone.html", status=404)
    form = InvitedForm(posted(request), address=found.email)
    if request.method == "POST":
        user = carry_out(
            form, lambda: services.accept_invitation(secret=secret, **form.cleaned_data)
        )
        if user is not None:
            services.start_session(request=request, user=user)
            messages.success(request, f"Welcome, {user.name}.")
            return redirect("home")
    return _page(request, "accounts/invitation.html", {"form": form, "invitation": found})


def request_reset(request: Request) -> HttpResponse:
    """Ask for a reset link; the answer is the same whether or not somebody has the address."""
    form = ResetRequestForm(posted(request))
    if request.method == "POST" and form.is_valid():
        services.request_password_reset(**form.cleaned_data)
        return render(request, "accounts/password_reset_sent.html", form.cleaned_data)
    return _page(request, "accounts/password_reset.html", {"form": form})


def reset(request: Request, uid: str, token: str) -> HttpResponse:
    """Set a new password by the link from the mail."""
    user = _user_of(uid)
    if user is None or not default_token_generator.check_token(user, token):
        return render(request, "accounts/password_reset_gone.html", status=404)
    form = ResetForm(posted(request))
    if request.method == "POST" and carry_out(form, lambda: _reset(user, token, form)):
        messages.success(request, "Your password is set. Sign in with it.")
        return redirect("sign_in")
    return _page(request, "accounts/password_reset_set.html", {"form": form, "user": user})


def _start(request: Request, form: SignInForm) -> bool:
    user = authenticate(request, **form.cleaned_data)
    if not isinstance(user, User):
        raise Refused("The user name or the password is wrong.")
    services.start_session(request=request, user=user)
    return True


def _reset(user: User, token: str, form: ResetForm) -> bool:
    services.reset_password(user=user, token=token, **form.cleaned_data)
    return True


def _user_of(uid: str) -> User | None:
    try:
        return User.objects.filter(pk=int(force_str(urlsafe_base64_decode(uid)))).first()
    except (ValueError, OverflowError):
        return None


def _page(request: Request, template: str, context: dict[str, Any]) -> HttpResponse:
    """A page with a form: 400 when it shows what was wrong with the input."""
    return render(request, template, context, status=400 if context["form"].errors else 200)
