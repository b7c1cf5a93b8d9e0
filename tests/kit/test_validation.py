"""Checked on users and groups, which have every kind of rule."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError

from mergelab.accounts.models import User
from mergelab.kit import validation
from mergelab.kit.errors import Refused
from mergelab.projects.models import Group, Member

TAKEN = {"user_email_unique": ("email", "Another user has this address.")}


def test_a_broken_rule_names_its_field() -> None:
    with pytest.raises(Refused) as refused:
        validation.check(User(username="a b", email="a@example.org", name="a", password="x"))
    assert refused.value.field == "username"


def test_what_may_be_missing_is_not_asked_for() -> None:
    validation.check(Group(name="a", path="a", full_path="a"))


def test_a_taken_value_names_its_field(ana: User) -> None:
    twin = User(username="twin", email=ana.email.upper(), name="Twin", password="x")
    with pytest.raises(Refused) as refused:
        validation.save(twin, taken=TAKEN)
    assert (refused.value.field, refused.value.message) == (
        "email",
        "Another user has this address.",
    )
    assert User.objects.count() == 1


def test_an_unexpected_violation_is_not_hidden(ana: User) -> None:
    with pytest.raises(IntegrityError):
        validation.save(Member(user=ana, role=30), taken={})


def test_a_refusal_without_a_field() -> None:
    assert validation.refusal(ValidationError("No.")).field is None
    assert validation.refusal(ValidationError({"__all__": ["No."]})).field is None
