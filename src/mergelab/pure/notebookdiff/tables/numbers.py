"""Numbers as tables write them: `1,234.5`, `-3e-05`, `12.5%`, `NaN`."""

from __future__ import annotations

import re
from decimal import Context, Decimal
from math import isfinite
from typing import NamedTuple

LENGTH = 40
"""Characters of the longest text that is read as a number."""

_NUMBER = re.compile(
    r"([+-]?)((?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]*)?|\.[0-9]+)"
    r"([eE][+-]?[0-9]{1,4})? ?(%?)"
)
_EXACT = Context(prec=60)


class Number(NamedTuple):
    """An exact value and its unit: a percent sign or nothing."""

    value: Decimal
    unit: str


class Change(NamedTuple):
    """New minus old, and that as a share of the old number's size; None where it has no value."""

    delta: float | None
    relative: float | None


def number(text: str) -> Number | None:
    """The number that the whole text is, or None. `NaN`, infinity and currencies are texts."""
    if not text or len(text) > LENGTH:
        return None
    match = _NUMBER.fullmatch(text.strip().replace("\N{MINUS SIGN}", "-"))
    if match is None:
        return None
    sign, digits, power, unit = match.groups()
    return Number(Decimal(f"{sign}{digits.replace(',', '')}{power or ''}"), unit)


def change_of(old: str, new: str) -> Change | None:
    """How far the number went, or None where one side is no number or has another unit."""
    before, after = number(old), number(new)
    if before is None or after is None or before.unit != after.unit:
        return None
    delta = _EXACT.subtract(after.value, before.value)
    relative = _EXACT.divide(delta, abs(before.value)) if before.value else None
    return Change(_float(delta), None if relative is None else _float(relative))


def is_close(old: str, new: str, tolerance: float) -> bool:
    """Whether both are numbers that differ by at most that share of the larger."""
    if not tolerance or old == new:
        return old == new
    before, after = number(old), number(new)
    if before is None or after is None or before.unit != after.unit:
        return False
    largest = max(abs(before.value), abs(after.value))
    delta = abs(_EXACT.subtract(after.value, before.value))
    return delta <= _EXACT.multiply(Decimal(str(tolerance)), largest)


def _float(value: Decimal) -> float | None:
    result = float(value)
    return result if isfinite(result) else None
