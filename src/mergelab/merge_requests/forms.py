"""The forms of merge requests: they read input; the verbs judge it."""

from typing import Any, Final

from django import forms
from django.db.models import QuerySet

from mergelab.accounts.models import User
from mergelab.merge_requests.models import MergeSettings

MAX_DIGITS: Final = 18


class PeopleField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """Users by number; one too large for any database is no choice."""

    def clean(self, value: Any) -> Any:
        if any(len(str(number)) > MAX_DIGITS for number in value or ()):
            raise forms.ValidationError("Choose among the people of the project.")
        return super().clean(value)


class PeopleForm(forms.Form):
    """The fields that opening and editing share."""

    title = forms.CharField(max_length=300)
    draft = forms.BooleanField(
        required=False, label="Draft", help_text="Not ready to be merged yet."
    )
    description = forms.CharField(
        required=False, strip=False, widget=forms.Textarea(attrs={"rows": 10})
    )
    assignee = forms.ModelChoiceField(User.objects.none(), required=False, empty_label="Nobody")
    reviewers = PeopleField(
        User.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
    )
    squash = forms.BooleanField(required=False, label="Squash the commits when merging")
    delete_source_branch = forms.BooleanField(
        required=False, label="Delete the source branch when merging"
    )

    def __init__(self, *args: Any, people: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("assignee", "reviewers"):
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)  # narrows the type
            field.queryset = people


class BranchesForm(forms.Form):
    """Which branch goes into which."""

    source_branch = forms.ChoiceField(label="Source branch")
    target_branch = forms.ChoiceField(label="Target branch")

    def __init__(self, *args: Any, branches: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("source_branch", "target_branch"):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)  # narrows the type
            field.choices = [(branch, branch) for branch in branches]


class EditForm(PeopleForm):
    """What can be changed of a merge request."""

    target_branch = forms.CharField(max_length=200)


class MergeForm(forms.Form):
    """How to merge; `sha` is the head that the person has seen."""

    sha = forms.RegexField(r"^[0-9a-f]{40,64}$", required=False, widget=forms.HiddenInput)
    message = forms.CharField(required=False, strip=False, widget=forms.Textarea)
    squash = forms.BooleanField(required=False)
    squash_message = forms.CharField(required=False, strip=False, widget=forms.Textarea)
    delete_source_branch = forms.BooleanField(required=False)


class MergeSettingsForm(forms.ModelForm[MergeSettings]):
    """How a project merges."""

    class Meta:
        model = MergeSettings
        fields = (
            "method",
            "squash",
            "delete_source_branch",
            "approvals_required",
            "author_may_approve",
            "threads_block",
            "draft_blocks",
        )
        widgets = {"method": forms.RadioSelect, "squash": forms.RadioSelect}
        labels = {
            "method": "Merge method",
            "squash": "Squash commits",
            "delete_source_branch": "Delete the source branch after merging",
            "approvals_required": "Approvals needed",
            "author_may_approve": "Authors may approve their own merge requests",
            "threads_block": "All threads must be resolved",
            "draft_blocks": "Drafts cannot be merged",
        }


class RegionField(forms.RegexField):
    """A rectangle on a figure: left, top, width, height in ten-thousandths, as `1,2,3,4`."""

    def __init__(self) -> None:
        super().__init__(r"^\d{1,5}(,\d{1,5}){3}$", required=False)

    def clean(self, value: Any) -> tuple[int, ...]:
        text = super().clean(value)
        return tuple(int(number) for number in text.split(",")) if text else ()


class PlaceForm(forms.Form):
    """Where a new thread stands: a file by its key, between two versions, with lines or a spot."""

    version = forms.IntegerField(min_value=1, required=False)
    since = forms.IntegerField(min_value=1, required=False)
    file = forms.RegexField(r"^f-[0-9a-f]{16}$", required=False)
    old = forms.IntegerField(min_value=1, required=False)
    new = forms.IntegerField(min_value=1, required=False)
    side = forms.ChoiceField(choices=[("old", "Old"), ("new", "New")], required=False)
    part = forms.CharField(max_length=20, required=False)
    cell = forms.IntegerField(min_value=0, required=False)
    line = forms.IntegerField(min_value=1, required=False)
    output = forms.IntegerField(min_value=0, required=False)
    region = RegionField()


class ThreadForm(PlaceForm):
    """A new thread; `individual` makes a single comment of it."""

    body = forms.CharField(strip=False, error_messages={"required": "Write something first."})
    individual = forms.BooleanField(required=False)


class ApplyForm(forms.Form):
    """How a suggestion becomes a commit; an empty message is composed."""

    message = forms.CharField(required=False, strip=False, widget=forms.Textarea)
    clear_outputs = forms.BooleanField(required=False)


class ViewedForm(forms.Form):
    """A file's tick."""

    file = forms.RegexField(r"^f-[0-9a-f]{16}$")
    viewed = forms.ChoiceField(choices=[("true", "Viewed"), ("false", "Not viewed")])
