"""Forms of the code pages."""

from typing import Any

from django import forms

from mergelab.repository.git.names import MAX_NAME_BYTES
from mergelab.repository.models import Level

LEVELS = [
    (Level.MAINTAINERS, "Maintainers"),
    (Level.DEVELOPERS, "Developers and maintainers"),
    (Level.NO_ONE, "No one"),
]


class BranchForm(forms.Form):
    """A new branch."""

    name = forms.CharField(max_length=MAX_NAME_BYTES, label="Name")
    ref = forms.CharField(
        max_length=1_000, label="Start from", help_text="A branch, a tag or a commit."
    )


class TagForm(BranchForm):
    """A new tag."""

    message = forms.CharField(
        required=False,
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="With a message the tag is annotated: it has an author and a date of its own.",
    )


class ProtectionForm(forms.Form):
    """A branch or pattern to protect."""

    name = forms.CharField(
        max_length=MAX_NAME_BYTES,
        label="Branch or pattern",
        help_text="A * stands for any characters: release/* covers release/1.0 and release/2.0.",
    )
    push_level = forms.TypedChoiceField(
        choices=LEVELS, coerce=int, label="Who may push", initial=Level.MAINTAINERS
    )
    merge_level = forms.TypedChoiceField(
        choices=LEVELS, coerce=int, label="Who may merge", initial=Level.MAINTAINERS
    )
    allow_force_push = forms.BooleanField(
        required=False, label="Allow replacing history (force push)"
    )


class ProtectionEditForm(forms.Form):
    """Who may do what on a branch that is protected already."""

    push_level = forms.TypedChoiceField(choices=LEVELS, coerce=int, label="Who may push")
    merge_level = forms.TypedChoiceField(choices=LEVELS, coerce=int, label="Who may merge")
    allow_force_push = forms.BooleanField(required=False, label="Force push")

    @classmethod
    def of(cls, rule: Any) -> "ProtectionEditForm":
        """The form as the rule is now; its ids are the rule's own."""
        values = {name: getattr(rule, name) for name in cls.base_fields}
        return cls(initial=values, auto_id=f"rule-{rule.pk}-%s")
