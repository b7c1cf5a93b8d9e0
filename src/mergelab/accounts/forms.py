"""The forms of sign-in, profile, tokens and user administration."""

from datetime import date, timedelta
from typing import Any, Final

from django import forms
from django.utils import timezone

from mergelab.accounts.models import User
from mergelab.accounts.services.tokens import DEFAULT_DAYS, MAX_DAYS
from mergelab.kit.actor import API, READ_API, READ_REPOSITORY, WRITE_REPOSITORY

SCOPE_CHOICES: Final = (
    (API, "api: everything that you may do, through REST and git"),
    (READ_API, "read_api: read everything through REST"),
    (READ_REPOSITORY, "read_repository: clone and fetch"),
    (WRITE_REPOSITORY, "write_repository: clone, fetch and push"),
)
_HELP: Final = "At least 12 characters; a few unrelated words are good."


class SingleValuedForm(forms.Form):
    """A form that takes each plain field once: `email=a&email=b` is refused, not guessed at."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for name, field in self.fields.items():
            several = isinstance(field, forms.MultipleChoiceField)
            if not several and len(getattr(self.data, "getlist", lambda _: [0])(name)) > 1:
                raise forms.ValidationError("A field was sent more than once.")
        return cleaned


def _password(label: str, *, new: bool = False, text: str = "") -> forms.CharField:
    """A password as typed: spaces count."""
    complete = "new-password" if new else "current-password"
    widget = forms.PasswordInput(attrs={"autocomplete": complete})
    return forms.CharField(label=label, strip=False, max_length=1000, widget=widget, help_text=text)


class SignInForm(SingleValuedForm):
    username = forms.CharField(
        label="User name or e-mail",
        max_length=254,
        widget=forms.TextInput(
            attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )
    password = _password("Password")


class AccountForm(SingleValuedForm):
    """The texts of a new account."""

    username = forms.CharField(
        label="User name",
        max_length=63,
        widget=forms.TextInput(
            attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
        ),
        help_text="Letters, digits, '_', '-' and '.'. It stands in the address of your projects.",
    )
    name = forms.CharField(
        label="Full name", max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    email = forms.EmailField(
        label="E-mail", max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "email"})
    )
    password = _password("Password", new=True, text=_HELP)


class InvitedForm(AccountForm):
    """As `AccountForm`; an invitation with an address has decided the e-mail already."""

    def __init__(self, *args: Any, address: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if address:
            self.fields["email"].disabled = True
            self.initial["email"] = address


class NewUserForm(AccountForm):
    is_admin = forms.BooleanField(label="Administrator", required=False)


class InviteForm(SingleValuedForm):
    email = forms.EmailField(
        label="E-mail",
        max_length=254,
        required=False,
        help_text="The account gets this address. Empty: who uses the link types their own.",
    )
    is_admin = forms.BooleanField(label="Becomes an administrator", required=False)


class ProfileForm(SingleValuedForm):
    name = forms.CharField(label="Full name", max_length=120)
    email = forms.EmailField(label="E-mail", max_length=254)

    @classmethod
    def of(cls, user: User) -> "ProfileForm":
        return cls(initial={"name": user.name, "email": user.email})


class PasswordForm(SingleValuedForm):
    old = _password("Current password")
    new = _password("New password", new=True, text=_HELP)


class ResetRequestForm(SingleValuedForm):
    email = forms.EmailField(
        label="E-mail", max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "email"})
    )


class ResetForm(SingleValuedForm):
    new = _password("New password", new=True, text=_HELP)


def default_expiry() -> date:
    return timezone.now().date() + timedelta(days=DEFAULT_DAYS)


class TokenForm(SingleValuedForm):
    name = forms.CharField(
        label="Name", max_length=120, help_text="What it is for, such as “laptop” or “nightly job”."
    )
    expires_on = forms.DateField(
        label="Stops working on",
        initial=default_expiry,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=f"At most {MAX_DAYS} days from now.",
    )
    scopes = forms.MultipleChoiceField(
        label="Scopes", choices=SCOPE_CHOICES, widget=forms.CheckboxSelectMultiple
    )
