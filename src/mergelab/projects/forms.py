"""The forms of groups, projects, members and project tokens."""

from typing import Any, Final

from django import forms
from django.db.models import QuerySet

from mergelab.accounts.forms import TokenForm
from mergelab.kit.actor import Actor
from mergelab.projects import queries
from mergelab.projects.models import Group, Project
from mergelab.projects.roles import Role, Visibility

VISIBILITIES: Final = (
    (Visibility.PRIVATE, "Private: members only"),
    (Visibility.INTERNAL, "Internal: everybody who is signed in"),
    (Visibility.PUBLIC, "Public: everybody, without signing in"),
)
PATH_HELP: Final = "Stands in the address. Letters, digits, '_', '-' and '.'."


def roles_up_to(role: int) -> list[tuple[int, str]]:
    """The roles that somebody with this role may give."""
    return [(value, label) for value, label in Role.choices if value <= role]


def _visibility() -> forms.ChoiceField:
    return forms.ChoiceField(
        label="Visibility",
        choices=VISIBILITIES,
        widget=forms.RadioSelect,
        initial=Visibility.PRIVATE,
    )


def _description() -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": 3})
    return forms.CharField(label="Description", max_length=2000, required=False, widget=widget)


def _path(label: str = "Path") -> forms.CharField:
    plain = {"autocapitalize": "none", "spellcheck": "false", "autocomplete": "off"}
    widget = forms.TextInput(attrs={**plain, "data-path": ""})
    return forms.CharField(label=label, max_length=100, widget=widget, help_text=PATH_HELP)


class GroupChoice(forms.ModelChoiceField[Group]):
    def label_from_instance(self, obj: Group) -> str:
        return f"{obj.full_path} (yours)" if obj.is_personal else obj.full_path


class NewGroupForm(forms.Form):
    name = forms.CharField(label="Name", max_length=120)
    path = _path()
    description = _description()
    visibility = _visibility()


class NewProjectForm(forms.Form):
    group = GroupChoice(queryset=Group.objects.none(), label="Group", empty_label=None)
    name = forms.CharField(label="Name", max_length=120)
    path = _path()
    description = _description()
    visibility = _visibility()

    def __init__(self, *args: Any, places: QuerySet[Group], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["group"].queryset = places  # type: ignore[attr-defined]


class EditGroupForm(forms.Form):
    name = forms.CharField(label="Name", max_length=120)
    description = _description()
    visibility = _visibility()

    @classmethod
    def of(cls, group: Group) -> "EditGroupForm":
        return cls(initial={name: getattr(group, name) for name in cls.base_fields})


class EditProjectForm(forms.Form):
    name = forms.CharField(label="Name", max_length=120)
    description = _description()
    default_branch = forms.CharField(
        label="Default branch",
        max_length=200,
        help_text="Shown first, cloned first, and the usual target of merge requests.",
    )
    visibility = _visibility()

    @classmethod
    def of(cls, project: Project) -> "EditProjectForm":
        return cls(initial={name: getattr(project, name) for name in cls.base_fields})


class RenameForm(forms.Form):
    path = _path("New path")


class TransferForm(forms.Form):
    group = GroupChoice(queryset=Group.objects.none(), label="New group", empty_label=None)

    def __init__(self, *args: Any, actor: Actor, project: Project, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = queries.places_to_create(actor).exclude(pk=project.group_id)
        self.fields["group"].queryset = others  # type: ignore[attr-defined]


class ConfirmForm(forms.Form):
    """A path typed as it is to be deleted."""

    confirm = forms.CharField(max_length=1200, strip=False)


class RoleForm(forms.Form):
    role = forms.TypedChoiceField(label="Role", choices=Role.choices, coerce=int)


class AddMemberForm(forms.Form):
    user = forms.CharField(label="User name or e-mail", max_length=254)
    role = forms.TypedChoiceField(label="Role", coerce=int, initial=Role.DEVELOPER)

    def __init__(self, *args: Any, highest: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = roles_up_to(highest)  # type: ignore[attr-defined]


class ProjectTokenForm(TokenForm):
    role = forms.TypedChoiceField(label="Role", coerce=int, initial=Role.DEVELOPER)
    field_order = ("name", "expires_on", "role", "scopes")

    def __init__(self, *args: Any, highest: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = roles_up_to(highest)  # type: ignore[attr-defined]
