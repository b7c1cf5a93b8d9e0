"""REST: branches, tags and protected branches."""

import msgspec
from django.http import Http404

from mergelab.accounts.urls_of import absolute
from mergelab.kit.access import Request
from mergelab.kit.actor import Actor
from mergelab.kit.rest import Listing, operation
from mergelab.projects.models import Project
from mergelab.projects.queries import project_by_reference
from mergelab.repository import services
from mergelab.repository.api.opened import opened
from mergelab.repository.api.shapes import (
    CommitOut,
    ProtectedBranchOut,
    commit_out,
    protected_branch_out,
)
from mergelab.repository.git.names import quote_path
from mergelab.repository.git.reads import Handle, Ref, branch, branches, commit, is_ancestor, tag
from mergelab.repository.git.reads import tags as all_tags
from mergelab.repository.models import Level, ProtectedBranch
from mergelab.repository.policies import BranchRules, branch_rules


class SearchQuery(msgspec.Struct, kw_only=True):
    search: str = ""


class BranchOut(msgspec.Struct, kw_only=True):
    name: str
    commit: CommitOut
    merged: bool
    protected: bool
    developers_can_push: bool
    developers_can_merge: bool
    can_push: bool
    default: bool
    web_url: str


class NewBranch(msgspec.Struct, kw_only=True):
    branch: str
    ref: str


class TagOut(msgspec.Struct, kw_only=True):
    name: str
    message: str
    target: str
    commit: CommitOut
    protected: bool = False


class NewTag(msgspec.Struct, kw_only=True):
    tag_name: str
    ref: str
    message: str = ""


class NewProtection(msgspec.Struct, kw_only=True):
    name: str
    push_access_level: int = Level.MAINTAINERS.value
    merge_access_level: int = Level.MAINTAINERS.value
    allow_force_push: bool = False


class ProtectionChange(msgspec.Struct, kw_only=True):
    push_access_level: int | None = None
    merge_access_level: int | None = None
    allow_force_push: bool | None = None


def load_protected_branch(actor: Actor, project: str, name: str) -> ProtectedBranch:
    rows = ProtectedBranch.objects.select_related("project__group")
    found = rows.filter(project=project_by_reference(actor, project), name=name).first()
    if found is None:
        raise Http404("404 Not Found")
    return found


def _branch_out(handle: Handle, project: Project, rules: BranchRules, ref: Ref) -> BranchOut:
    levels = rules.covering(ref.name)
    head = handle.store.references.get(f"refs/heads/{project.default_branch}")
    return BranchOut(
        name=ref.name,
        commit=commit_out(commit(handle, ref.sha), project),
        merged=head is not None and is_ancestor(handle, ref.sha, str(head.target)),
        protected=bool(levels),
        developers_can_push=any(rule.push_level == Level.DEVELOPERS for rule in levels),
        developers_can_merge=any(rule.merge_level == Level.DEVELOPERS for rule in levels),
        can_push=rules.can_push_to(ref.name),
        default=ref.name == project.default_branch,
        web_url=absolute(f"/{project.full_path}/-/tree/{quote_path(ref.name)}"),
    )


@operation("List branches", query=SearchQuery, returns=BranchOut, listing=True)
def list_branches(request: Request, project: Project, query: SearchQuery) -> Listing:
    with opened(project, "Branch") as handle:
        found = [ref for ref in branches(handle) if query.search.lower() in ref.name.lower()]

    def present_all(refs: list[Ref]) -> list[BranchOut]:
        rules = branch_rules(request.actor, project)
        with opened(project, "Branch") as handle:
            return [_branch_out(handle, project, rules, ref) for ref in refs]

    return Listing(found, present_all=present_all)


@operation("Make a branch", body=NewBranch, returns=BranchOut, status=201)
def create_branch(request: Request, project: Project, body: NewBranch) -> BranchOut:
    made = services.create_branch(by=request.actor, project=project, name=body.branch, ref=body.ref)
    rules = branch_rules(request.actor, project)
    with opened(project, "Branch") as handle:
        return _branch_out(handle, project, rules, made)


@operation("Get a branch", returns=BranchOut)
def show_branch(request: Request, project: Project, name: str) -> BranchOut:
    rules = branch_rules(request.actor, project)
    with opened(project, "Branch") as handle:
        return _branch_out(handle, project, rules, branch(handle, name))


@operation("Delete a branch")
def delete_branch(request: Request, project: Project, name: str) -> None:
    with opened(project, "Branch") as handle:
        branch(handle, name)
    services.delete_branch(by=request.actor, project=project, name=name)


def _tag_out(handle: Handle, project: Project, ref: Ref) -> TagOut:
    annotated = ref.target != ref.sha
    raw = handle.get(ref.target).raw_message if annotated else b""
    return TagOut(
        name=ref.name,
        message=raw.decode("utf-8", "replace"),
        target=ref.target,
        commit=commit_out(commit(handle, ref.sha), project),
    )


@operation("List tags", query=SearchQuery, returns=TagOut, listing=True)
def list_tags(_request: Request, project: Project, query: SearchQuery) -> Listing:
    with opened(project, "Tag") as handle:
        found = [ref for ref in all_tags(handle) if query.search.lower() in ref.name.lower()]

    def present_all(refs: list[Ref]) -> list[TagOut]:
        with opened(project, "Tag") as handle:
            return [_tag_out(handle, project, ref) for ref in refs]

    return Listing(found, present_all=present_all)


@operation("Make a tag", body=NewTag, returns=TagOut, status=201)
def create_tag(request: Request, project: Project, body: NewTag) -> TagOut:
    made = services.create_tag(
        by=request.actor,
        project=project,
        name=body.tag_name,
        ref=body.ref,
        message=body.message,
    )
    with opened(project, "Tag") as handle:
        return _tag_out(handle, project, made)


@operation("Get a tag", returns=TagOut)
def show_tag(_request: Request, project: Project, name: str) -> TagOut:
    with opened(project, "Tag") as handle:
        return _tag_out(handle, project, tag(handle, name))


@operation("Delete a tag")
def delete_tag(request: Request, project: Project, name: str) -> None:
    with opened(project, "Tag") as handle:
        tag(handle, name)
    services.delete_tag(by=request.actor, project=project, name=name)


@operation("List protected branches", returns=ProtectedBranchOut, listing=True)
def list_protected(_request: Request, project: Project) -> Listing:
    return Listing(project.protected_branches.all(), protected_branch_out)


@operation("Protect a branch", body=NewProtection, returns=ProtectedBranchOut, status=201)
def protect(request: Request, project: Project, body: NewProtection) -> ProtectedBranchOut:
    rule = services.protect_branch(
        by=request.actor,
        project=project,
        name=body.name,
        push_level=body.push_access_level,
        merge_level=body.merge_access_level,
        allow_force_push=body.allow_force_push,
    )
    return protected_branch_out(rule)


@operation("Get a protected branch", returns=ProtectedBranchOut)
def show_protected(_request: Request, rule: ProtectedBranch) -> ProtectedBranchOut:
    return protected_branch_out(rule)


@operation("Change a protection", body=ProtectionChange, returns=ProtectedBranchOut)
def change_protection(
    request: Request, rule: ProtectedBranch, body: ProtectionChange
) -> ProtectedBranchOut:
    changed = services.edit_protection(
        by=request.actor,
        rule=rule,
        push_level=body.push_access_level,
        merge_level=body.merge_access_level,
        allow_force_push=body.allow_force_push,
    )
    return protected_branch_out(changed)


@operation("Unprotect a branch")
def unprotect(request: Request, rule: ProtectedBranch) -> None:
    services.unprotect_branch(by=request.actor, rule=rule)
