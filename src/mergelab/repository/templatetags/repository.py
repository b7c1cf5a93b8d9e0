"""`{% load repository %}`: addresses and names of revisions. The context has `addresses`."""

from django import template
from django.template.context import Context

from mergelab.repository.addresses import Addresses
from mergelab.repository.git import names
from mergelab.repository.queries.branches import TagRow

register = template.Library()


def _addresses(context: Context) -> Addresses:
    found: Addresses = context["addresses"]
    return found


@register.simple_tag(takes_context=True)
def commit_url(context: Context, sha: str) -> str:
    return _addresses(context).commit(sha)


@register.simple_tag(takes_context=True)
def tree_url(context: Context, ref: str) -> str:
    return _addresses(context).tree(ref)


@register.simple_tag(takes_context=True)
def tag_url(context: Context, row: TagRow) -> str:
    """The files of a tag, also where a branch has its name."""
    return _addresses(context).tree(row.ref.ref if row.shadowed else row.ref.name)


@register.simple_tag(takes_context=True)
def archive_url(context: Context, ref: str, kind: str) -> str:
    return _addresses(context).archive(ref, kind)


@register.simple_tag(takes_context=True)
def compare_url(context: Context, base: str, head: str) -> str:
    return _addresses(context).compare(base, head)


@register.simple_tag(takes_context=True)
def merge_request_url(context: Context, branch: str) -> str:
    """The form for a merge request from the branch; empty where this server has none."""
    return _addresses(context).new_merge_request(branch)


@register.filter
def shown(name: str) -> str:
    """A name of git safe to show: what cannot be seen, or reorders text, becomes escapes."""
    return names.display(name)
