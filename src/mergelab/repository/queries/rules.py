"""Protections by number, within what the actor sees."""

from django.http import Http404

from mergelab.kit.actor import Actor
from mergelab.projects.queries import load_project
from mergelab.repository.models import ProtectedBranch


def load_rule(actor: Actor, project_path: str, rule_id: int) -> ProtectedBranch:
    """A protection of this project. Http404 for one of another project."""
    project = load_project(actor, project_path)
    found = ProtectedBranch.objects.filter(project=project, pk=rule_id).first()
    if found is None:
        raise Http404("There is no such protection.")
    found.project = project
    return found
