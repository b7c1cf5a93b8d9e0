"""From the raw list of a cell's outputs to `Output`s."""

from __future__ import annotations

from mergelab.pure.notebookdiff.model import Output, OutputKind
from mergelab.pure.notebookdiff.values import (
    Json,
    JsonObject,
    as_count,
    as_name,
    as_object,
    joined,
)

_KINDS: dict[str, OutputKind] = {
    "stream": "stream",
    "display_data": "display",
    "update_display_data": "display",
    "execute_result": "result",
    "pyout": "result",
    "error": "error",
    "pyerr": "error",
}
_OLD_KEYS = {
    "text": "text/plain",
    "html": "text/html",
    "latex": "text/latex",
    "svg": "image/svg+xml",
    "png": "image/png",
    "jpeg": "image/jpeg",
    "javascript": "application/javascript",
    "json": "application/json",
    "pdf": "application/pdf",
}
"""nbformat 2 and 3 keep the bundle in the output itself, under short names."""


def read_outputs(raw: list[Json]) -> tuple[Output, ...]:
    """The outputs as shown: streams of one name are one, where only streams stand between."""
    outputs: list[Output] = []
    for places in joined_places(raw):
        index = len(outputs)
        first = raw[places[0]]
        if not isinstance(first, dict):
            outputs.append(Output(index, tuple(places), "unknown", "not an object", {}, (first,)))
        elif first.get("output_type") == "stream":
            outputs.append(_stream(index, places, raw))
        else:
            outputs.append(_single(index, places[0], first))
    return tuple(outputs)


def joined_places(raw: list[Json]) -> list[list[int]]:
    """For each output as shown, its places in the raw list."""
    groups: list[list[int]] = []
    open_streams: dict[str, list[int]] = {}
    for place, output in enumerate(raw):
        if not isinstance(output, dict) or output.get("output_type") != "stream":
            open_streams = {}
            groups.append([place])
            continue
        name = _stream_name(output)
        if name in open_streams:
            open_streams[name].append(place)
        else:
            open_streams[name] = [place]
            groups.append(open_streams[name])
    return groups


def _stream_name(output: JsonObject) -> str:
    return as_name(output.get("name")) or as_name(output.get("stream")) or "stdout"


def _stream(index: int, places: list[int], raw: list[Json]) -> Output:
    parts = [as_object(raw[place]) for place in places]
    text = "".join([joined(part.get("text")) for part in parts])
    name = _stream_name(parts[0])
    return Output(index, tuple(places), "stream", name, {"text/plain": text}, tuple(parts))


def _single(index: int, place: int, raw: JsonObject) -> Output:
    word = as_name(raw.get("output_type")) or "no type"
    kind = _KINDS.get(word, "unknown")
    is_error = kind == "error"
    return Output(
        index=index,
        raw_indices=(place,),
        kind=kind,
        name=word,
        data={} if is_error else _bundle(raw),
        raw=(raw,),
        metadata=as_object(raw.get("metadata")),
        count=as_count(raw.get("execution_count", raw.get("prompt_number"))),
        ename=joined(raw.get("ename")) if is_error else "",
        evalue=joined(raw.get("evalue")) if is_error else "",
        traceback=_traceback(raw.get("traceback")) if is_error else (),
    )


def _traceback(value: Json) -> tuple[str, ...]:
    if isinstance(value, list):
        return tuple(joined(line) for line in value)
    text = joined(value)
    return (text,) if text else ()


def _bundle(raw: JsonObject) -> dict[str, Json]:
    data = raw.get("data")
    if isinstance(data, dict):
        return {mime: _value(mime, value) for mime, value in data.items()}
    return {
        mime: _value(mime, raw[key]) for key, mime in _OLD_KEYS.items() if raw.get(key) is not None
    }


def _value(mime: str, value: Json) -> Json:
    """JSON types keep their value; text and base64 are joined from their lines."""
    kind = mime.partition(";")[0].strip()
    if kind.endswith("json") and not isinstance(value, str):
        return value
    return joined(value)
