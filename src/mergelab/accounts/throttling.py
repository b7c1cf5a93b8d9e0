"""What somebody sees who has guessed passwords too often, and how an address is known."""

from ipaddress import ip_address
from typing import Any, Final

from django.conf import settings
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from mergelab.accounts.models import User
from mergelab.kit.access import Door

_MESSAGE: Final = "Too many failed sign-ins from this address. Try again later."


def client_address(request: HttpRequest) -> str | None:
    """The peer's address. The proxy middleware has replaced it where a trusted proxy says so.

    Headers such as X-Forwarded-For are never read here: anybody can send them.
    """
    address = request.META.get("REMOTE_ADDR", "")
    try:
        return str(ip_address(address))
    except ValueError:
        return None


def guessed_name(_request: HttpRequest | None, credentials: dict[str, Any] | None) -> str:
    """Under which name a failed sign-in counts: all spellings and the address of a user are one."""
    given = str((credentials or {}).get("username") or "").replace("\x00", "").strip()
    spelled = Q(username__iexact=given) | Q(email__iexact=given)
    known = User.objects.filter(spelled).values_list("username", flat=True).first()
    return known or given.lower()[:254]


def locked_out(
    request: HttpRequest, _response: HttpResponse | None, _credentials: dict[str, Any] | None
) -> HttpResponse:
    """429 in the words of the caller's door, the same whether or not the user exists."""
    wait = {"Retry-After": str(int(settings.AXES_COOLOFF_TIME * 3600))}
    door = getattr(request, "door", Door.PAGE)
    if door is Door.API:
        return JsonResponse({"message": _MESSAGE}, status=429, headers=wait)
    if door is Door.GIT:
        text = "text/plain; charset=utf-8"
        return HttpResponse(_MESSAGE + "\n", status=429, content_type=text, headers=wait)
    page = render(request, "accounts/locked_out.html", {"message": _MESSAGE}, status=429)
    page["Retry-After"] = wait["Retry-After"]
    return page
