"""Times, numbers and sizes as people read them."""

from datetime import datetime
from typing import Final

from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from mergelab.web.components.base import register

MINUTE: Final = 60
HOUR: Final = 60 * MINUTE
DAY: Final = 24 * HOUR
MONTH: Final = 30 * DAY
YEAR: Final = 365 * DAY
UNITS: Final = (
    (YEAR, "year"),
    (MONTH, "month"),
    (DAY, "day"),
    (HOUR, "hour"),
    (MINUTE, "minute"),
)
KIBI: Final = 1024
SIZE_UNITS: Final = ("KiB", "MiB", "GiB", "TiB")


def relative(moment: datetime, now: datetime) -> str:
    """How long ago `moment` was, or how far ahead it is: "2 hours ago", "in 3 days"."""
    seconds = int((now - moment).total_seconds())
    distance = abs(seconds)
    for length, unit in UNITS:
        if distance >= length:
            count = distance // length
            phrase = f"{count} {unit}{'' if count == 1 else 's'}"
            return f"{phrase} ago" if seconds > 0 else f"in {phrase}"
    return "just now"


@register.simple_tag
def ago(moment: datetime | None, *, empty: str = "never") -> SafeString:
    """A relative time whose exact moment shows on hover; `empty` where there is none."""
    if moment is None:
        return format_html('<span class="subtle">{}</span>', empty)
    aware = moment if timezone.is_aware(moment) else timezone.make_aware(moment)
    local = timezone.localtime(aware)
    return format_html(
        '<time datetime="{}" title="{}">{}</time>',
        aware.isoformat(timespec="seconds"),
        local.strftime("%-d %B %Y, %H:%M:%S %Z"),
        relative(aware, timezone.now()),
    )


@register.filter
def number(value: object) -> str:
    """A whole number in groups of three: 12,345; anything else as it is."""
    return f"{value:,}" if isinstance(value, int) and not isinstance(value, bool) else str(value)


@register.filter
def compact(value: int) -> str:
    """A count in at most four characters: 950, 1.2k, 34k, 5.1M."""
    size = float(value)
    for suffix in ("", "k", "M"):
        if size < 999.5:
            if not suffix:
                return str(value)
            return f"{size:.1f}{suffix}" if size < 9.95 else f"{size:.0f}{suffix}"
        size /= 1000
    return f"{size:.0f}G"


@register.filter
def filesize(value: int) -> str:
    """Bytes in the unit that fits: 512 B, 1.5 KiB, 20 MiB."""
    if value < KIBI:
        return f"{value} B"
    size, power = value / KIBI, 0
    while size >= KIBI and power < len(SIZE_UNITS) - 1:
        size, power = size / KIBI, power + 1
    return f"{size:.1f} {SIZE_UNITS[power]}" if size < 10 else f"{size:.0f} {SIZE_UNITS[power]}"


@register.filter
def counted(value: int, noun: str) -> str:
    """A count with its noun: `3|counted:"file"` → "3 files"; `"reply,replies"` for odd plurals."""
    single, _, several = noun.partition(",")
    return f"{number(value)} {single if value == 1 else several or single + 's'}"
