"""Turns what Django's models and the database object to into refusals that people understand."""

from collections.abc import Collection, Mapping

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import IntegrityError, models, transaction

from mergelab.kit.errors import Refused

Taken = Mapping[str, tuple[str, str]]


def refusal(error: ValidationError) -> Refused:
    """The first of a validation's complaints, with its field where it has one."""
    if not hasattr(error, "error_dict"):
        return Refused(error.messages[0])
    field, messages = next(iter(error.message_dict.items()))
    return Refused(messages[0], field=None if field == NON_FIELD_ERRORS else field)


def check(instance: models.Model, *, exclude: Collection[str] = ()) -> None:
    """Refused when a field's own rules do not hold; constraints are left to the database.

    Relations are not looked up again, and None is fine where the column takes NULL.
    """
    skipped = {
        field.name
        for field in instance._meta.concrete_fields
        if field.is_relation or (field.null and getattr(instance, field.attname) is None)
    }
    try:
        instance.clean_fields(exclude=skipped | set(exclude))
    except ValidationError as error:
        raise refusal(error) from None


def save(instance: models.Model, *, taken: Taken, exclude: Collection[str] = ()) -> None:
    """Check and save; a violated unique index becomes Refused.

    `taken` maps an index's name to the field and the message. The database decides, so two requests
    at the same moment cannot both succeed.
    """
    check(instance, exclude=exclude)
    try:
        with transaction.atomic():
            instance.save()
    except IntegrityError as error:
        for index, (field, message) in taken.items():
            if index in str(error):
                raise Refused(message, field=field) from None
        raise
