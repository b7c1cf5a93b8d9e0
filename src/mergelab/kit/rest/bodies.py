"""Bodies and query strings into structs, with errors that name the field."""

import re
from typing import Annotated, Any, Final, TypeVar, get_args, get_origin

import msgspec
from django.http import QueryDict

from mergelab.kit.access import Request
from mergelab.kit.errors import Refused, TooLarge

S = TypeVar("S", bound=msgspec.Struct)
T = TypeVar("T")
MIB: Final = 1024 * 1024
MAX_BODY: Final = 4 * MIB
MULTIPART: Final = "multipart/form-data"
FORMS: Final = (MULTIPART, "application/x-www-form-urlencoded")
_MISSING: Final = re.compile("Object missing required field `(.+)`")
_NUL: Final = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")

#: A primary key as clients send it: what every database's 64-bit column holds.
Id = Annotated[int, msgspec.Meta(ge=0, le=2**63 - 1)]
#: A number counted by people, such as a line: what every database's 32-bit column holds.
Number = Annotated[int, msgspec.Meta(ge=0, le=2**31 - 1)]


def body_of(request: Request, struct: type[S], *, limit: int = MAX_BODY) -> S:
    """The request's JSON or form body as the struct; Refused names the field that is wrong.

    Fields that the body does not have are taken from the query string, as GitLab does. Fields that
    the struct does not have are skipped unread, so that they cost no memory.
    """
    asked = _from_form(request.GET, struct)
    if request.content_type in FORMS:
        return _checked(struct, _encoded({**asked, **_from_form(_form(request, limit), struct)}))
    raw = _json(request, limit)
    if asked:
        raw = _encoded({**asked, **_checked(dict[str, msgspec.Raw], raw)})
    return _checked(struct, raw)


def query_of(request: Request, struct: type[S]) -> S:
    """The query string as the struct; unknown parameters are ignored as GitLab does."""
    return _checked(struct, _encoded(_from_form(request.GET, struct)))


def _form(request: Request, limit: int) -> QueryDict:
    """The fields of a form, by whatever method it comes: Django itself reads them for POST only."""
    if request.content_type == MULTIPART:
        return request.parse_file_upload(request.META, request)[0]
    return QueryDict(_read(request, limit), encoding="utf-8")


def _json(request: Request, limit: int) -> bytes:
    raw = _read(request, limit)
    if b"\\u0000" in raw and _NUL.search(raw):
        raise Refused("The body holds a NUL character; remove it.")
    return raw if raw.strip() else b"{}"


def _read(request: Request, limit: int) -> bytes:
    raw = request.read(limit + 1)
    if len(raw) > limit:
        raise TooLarge(f"The body is larger than {limit:,} bytes.")
    return raw


def _from_form(values: QueryDict, struct: type[msgspec.Struct]) -> dict[str, Any]:
    """Form fields by name; `name[]`, repeated or comma-separated values where a list is meant."""
    result: dict[str, Any] = {}
    fields = {field.encode_name: field.type for field in msgspec.structs.fields(struct)}
    for key in values:
        name = key.removesuffix("[]")
        given = [value for value in values.getlist(key) if isinstance(value, str)]
        if name not in fields or not given:
            continue
        if any("\x00" in value for value in given):
            raise Refused("A NUL character is not allowed here.", field=name)
        if _is_list(fields[name]):
            result[name] = [part for value in given for part in value.split(",") if part]
        else:
            result[name] = given[-1]
    return result


def _is_list(kind: Any) -> bool:
    return get_origin(kind) is list or any(_is_list(part) for part in get_args(kind))


def _encoded(fields: dict[str, Any]) -> bytes:
    try:
        return msgspec.json.encode(fields)
    except UnicodeEncodeError:
        raise Refused("The request holds characters that are not valid UTF-8.") from None


def _checked(kind: type[T], raw: bytes) -> T:
    try:
        return msgspec.json.decode(raw, type=kind, strict=False)
    except msgspec.ValidationError as error:
        raise _refusal(str(error)) from None
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise Refused(f"The body is not valid JSON: {error}.") from None
    except RecursionError:
        raise Refused("The body is nested too deeply.") from None


def _refusal(said: str) -> Refused:
    """msgspec's complaint, with the field that it is about apart from the words."""
    message, _, path = said.partition(" - at `$")
    where = path.strip(".`")
    missing = _MISSING.fullmatch(message)
    if missing is None:
        return Refused(message.replace("`", "'"), field=where or None)
    return Refused("This is missing.", field=f"{where}.{missing[1]}" if where else missing[1])
