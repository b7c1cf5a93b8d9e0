"""What each ref of a push is told: yes, or no and why, and what is printed afterwards."""

from collections.abc import Mapping

from mergelab.accounts.models import User
from mergelab.projects.models import Project
from mergelab.repository.addresses import Addresses
from mergelab.repository.git import names
from mergelab.repository.git.writes import RefUpdate
from mergelab.repository.policies import BranchRules
from mergelab.repository.signals import announcing
from mergelab.repository.spool import Verdict

ARCHIVED = "This project is archived: it can be read, not changed."
NOT_ALLOWED = "You are not allowed to push to this project."


def judge(
    project: Project, actor: User | None, rules: BranchRules, updates: list[RefUpdate]
) -> Mapping[str, Verdict]:
    """A verdict for every ref, each decided by its own name alone."""
    return {update.ref: _verdict(project, actor, rules, update) for update in updates}


def _verdict(
    project: Project, actor: User | None, rules: BranchRules, update: RefUpdate
) -> Verdict:
    refusal = refusal_of(project, rules, update)
    if refusal:
        return Verdict(allow=False, message=refusal)
    if not update.ref.startswith(names.HEADS) or names.is_zero(update.new):
        return Verdict(allow=True)
    branch = names.short(update.ref)
    forced_is_bad = not rules.can_force_push_to(branch)
    return Verdict(
        allow=True,
        no_force=forced_is_bad,
        message=f"{branch} is protected: its history cannot be replaced." if forced_is_bad else "",
        notice=notice_of(project, actor, branch),
    )


def refusal_of(project: Project, rules: BranchRules, update: RefUpdate) -> str:
    """Why the update is refused; empty when it is not."""
    if rules.is_archived:
        return ARCHIVED
    if not rules.can_write:
        return NOT_ALLOWED
    if not update.ref.startswith(names.HEADS):
        return ""
    branch = names.short(update.ref)
    if names.is_zero(update.new):
        if branch == project.default_branch:
            return f"{branch} is the default branch and cannot be deleted."
        if not rules.can_delete(branch):
            return f"{branch} is protected: unprotect it before deleting it."
        return ""
    if not rules.can_push_to(branch):
        return (
            f"{branch} is protected and you are not allowed to push to it. "
            "Push another branch and open a merge request."
        )
    return ""


def notice_of(project: Project, actor: User | None, branch: str) -> str:
    """What the pusher of a branch reads: the way to its merge request, or to a new one."""
    if branch == project.default_branch:
        return ""
    answers = announcing.send(sender=Project, project=project, actor=actor, branch=branch)
    told = [line for _, lines in answers for line in lines or ()]
    if not told:
        url = Addresses(project).new_merge_request(branch)
        told = [f"To open a merge request for {branch}, visit:", f"  {url}"] if url else []
    return "\n".join(["", *told, ""]) if told else ""
