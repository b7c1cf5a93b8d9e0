"""Where to go after a sign-in."""

import re
from typing import Final

from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

#: One slash, then no second one in any disguise; no control character or backslash anywhere.
_LOCAL: Final = re.compile(r"/(?!/)[^\\\x00-\x20\x7f]*")


def next_page(request: HttpRequest) -> str:
    """The page that was asked for before the sign-in, when it is on this host; else the start."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    secure = request.is_secure()
    local = _LOCAL.fullmatch(wanted) and url_has_allowed_host_and_scheme(
        wanted, {request.get_host()}, require_https=secure
    )
    return wanted if local else reverse("home")
