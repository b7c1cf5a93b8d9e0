"""`{% load named %}`: tabs by URL name."""

from django import template
from django.template.context import Context
from django.urls import NoReverseMatch, reverse
from django.utils.safestring import SafeString

from mergelab.web.components.base import render

register = template.Library()


@register.simple_tag(takes_context=True)
def named_tab(
    context: Context, label: str, name: str, *, icon: str = "", **kwargs: object
) -> SafeString:
    """A tab to the page of this URL name, active when it is this page.

    Nothing where no such page exists: it may belong to an app above that is not installed.
    """
    try:
        url = reverse(name, kwargs=kwargs)
    except NoReverseMatch:
        return SafeString("")
    active = context["request"].path == url
    return render("tab", label=label, url=url, count=None, active=active, icon=icon)
