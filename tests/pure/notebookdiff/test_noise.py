"""Outputs that differ, but in nothing that matters, beside ones that look alike and do matter."""

import base64
import json
import zlib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pure.notebookdiff.made import code, display, notebook, stream

from mergelab.pure.notebookdiff import Output, OutputPair, diff_notebooks, summary
from mergelab.pure.notebookdiff.clean import same_but_noise

PLOTLY = "application/vnd.plotly.v1+json"
VEGA = "application/vnd.vegalite.v5+json"
BOKEH = "application/vnd.bokehjs_exec.v0+json"
UUIDS = ("0b8f1a2c-1234-4abc-8def-0123456789ab", "9c8f1a2c-1234-4abc-8def-0123456789cd")


def pair(old: Any, new: Any) -> OutputPair:
    (row,) = diff_notebooks(notebook(code("x", old)), notebook(code("x", new))).rows
    (found,) = row.outputs
    return found


def bundle(mime: str, value: Any, **more: Any) -> dict[str, Any]:
    return {"output_type": "display_data", "metadata": {}, "data": {mime: value, **more}}


def chunk(kind: bytes, data: bytes) -> bytes:
    checksum = zlib.crc32(kind + data).to_bytes(4)
    return len(data).to_bytes(4) + kind + data + checksum


def png(*chunks: tuple[bytes, bytes]) -> str:
    data = b"\x89PNG\r\n\x1a\n" + b"".join(chunk(*part) for part in chunks) + chunk(b"IEND", b"")
    return base64.b64encode(data).decode()


SIZE = (b"IHDR", (640).to_bytes(4) + (480).to_bytes(4) + b"\x08\x02\0\0\0")
DOTS = (b"IDAT", zlib.compress(b"\1" * 90))
OTHER = (b"IDAT", zlib.compress(b"\2" * 90))
NOISE = {
    "keras": (
        "1875/1875 [====] - 3s 2ms/step - loss: 0.2\n",
        "1875/1875 [====] - 14s 7ms/step - loss: 0.2\n",
    ),
    "keras 3": (
        "9/9 ━━━━━━━━━ 3s 2ms/step - loss: 0.2\n",
        "9/9 ━━━━━━━━━ 0s 13ms/step - loss: 0.2\n",
    ),
    "time": (
        "CPU times: user 1.2 s, sys: 3 ms, total: 1.3 s\nWall time: 1.2 s\n",
        "CPU times: user 4 ms, sys: 30 ms, total: 34 ms\nWall time: 900 ms\n",
    ),
    "tqdm with a loss": (
        "100%|█| 9/9 [00:01<00:00,  9.5it/s, loss=0.2]",
        "100%|█| 9/9 [00:12<00:00,  1.5it/s, loss=0.2]",
    ),
    "download": (
        "━━━━━━ 1.2/1.2 MB 12.3 MB/s eta 0:00:00\n",
        "━━━━━━ 1.2/1.2 MB 9 MB/s eta 0:01:00\n",
    ),
    "rich": ("Working ━━━━━━ 100% 0:00:03\n", "Working ━━━━━━ 100% 0:01:03\n"),
    "temporary file": ("in /tmp/tmpab12cd34/a\n", "in /tmp/tmpxy_4cd34/a\n"),
    "repr": ("<Turbine object at 0x7f00aa11>\n", "<Turbine object at 0x7f00bb22>\n"),
}
CONTENT = {
    "keras": ("9/9 [=] - 3s 2ms/step - loss: 0.2\n", "9/9 [=] - 3s 2ms/step - loss: 0.3\n"),
    "tqdm with a loss": (
        "100%|█| 9/9 [00:01<00:00,  9.5it/s, loss=0.2]",
        "100%|█| 9/9 [00:01<00:00,  9.5it/s, loss=0.3]",
    ),
    "timeit": ("3.4 ms ± 5 µs per loop\n", "3.5 ms ± 5 µs per loop\n"),
    "speed": ("read at 12.3 MB/s\n", "read at 9 MB/s\n"),
    "clock": ("noon is 12:00\n", "noon is 13:00\n"),
}


@pytest.mark.parametrize("name", NOISE)
def test_streams_that_differ_in_noise(name: str) -> None:
    old, new = NOISE[name]
    assert pair(stream(old), stream(new)).verdict == "noise"
    assert pair(stream(new), stream(old)).verdict == "noise"


@pytest.mark.parametrize("name", CONTENT)
def test_streams_that_differ_in_content(name: str) -> None:
    old, new = CONTENT[name]
    assert pair(stream(old), stream(new)).verdict == "changed"


@pytest.mark.parametrize(
    ("old", "new", "verdict"),
    [
        (png(SIZE, DOTS), png(SIZE, (b"tEXt", b"Software\0matplotlib 3.9"), DOTS), "noise"),
        (png(SIZE, (b"tIME", b"1234567"), DOTS), png(SIZE, (b"pHYs", b"123456789"), DOTS), "noise"),
        (png(SIZE, DOTS), png(SIZE, OTHER), "changed"),
        (png(SIZE, DOTS), png((b"IHDR", SIZE[1][:-1] + b"\1"), DOTS), "changed"),
        (png(SIZE, DOTS), png(SIZE, (b"acTL", b"12345678"), DOTS), "changed"),
        (png(SIZE, DOTS), png(SIZE, (b"tEXt", b"a"), DOTS)[:-30], "changed"),
        ("QUJD", "QUJE", "changed"),
        ("no base64!", "nor this", "changed"),
    ],
)
def test_pngs_by_what_they_look_like(old: str, new: str, verdict: str) -> None:
    assert pair(display(image__png=old), display(image__png=new)).verdict == verdict
    both = [display(image__png=old), stream("a")], [stream("b"), display(image__png=new)]
    books = (notebook(code("x", *outputs)) for outputs in both)
    (row,) = diff_notebooks(*books).rows
    assert [p.verdict for p in row.outputs if p.old and p.new] == [verdict]


SVG = (
    "<svg><metadata><dc:date>{date}</dc:date><dc:title>Matplotlib v3.{date}</dc:title></metadata>"
    '<clipPath id="p{name}"/><g clip-path="url(#p{name})">'
    '<use x="{x}" xlink:href="#m{name}"/></g></svg>'
)


def test_svgs_of_matplotlib_have_random_ids_and_a_date() -> None:
    old = SVG.format(date="2020-01-01", name="0123456789", x=1)
    new = SVG.format(date="2021-02-03", name="abcdef0123", x=1)
    mime = "image/svg+xml"
    assert pair(bundle(mime, old), bundle(mime, new)).verdict == "noise"
    assert pair(bundle(mime, old), bundle(mime, new.replace('x="1"', 'x="2"'))).verdict == "changed"


FIGURE: dict[str, Any] = {
    "data": [{"type": "bar", "x": [1, 2], "y": [3.0, 4], "uid": "aa11"}],
    "layout": {"title": {"text": "Power by speed"}},
    "config": {"plotlyServerURL": "https://plot.ly"},
}
CHART = {
    "mark": {"type": "bar"},
    "params": [{"name": "param_1", "views": ["view_1"]}],
    "data": {"name": "d"},
    "datasets": {"d": [{"a": 1}] * 5},
}


def changed(value: Any, old: str, new: str) -> Any:
    text = json.dumps(value)
    assert old in text
    return json.loads(text.replace(old, new))


@pytest.mark.parametrize("text", ["\r[Stage 0:> (0 + 1) / 1]\r" + " " * 80 + "\r", " \n"])
def test_a_stream_that_shows_nothing_is_not_missed(text: str) -> None:
    shown = stream("1\n")
    old, new = notebook(code("x", shown)), notebook(code("x", shown, stream(text, "stderr")))
    for diff in (diff_notebooks(old, new), diff_notebooks(new, old)):
        assert [found.verdict for found in diff.rows[0].outputs] == ["equal", "noise"]
        assert summary(diff).text() == "no visible change (rerun)"


@pytest.mark.parametrize(
    ("mime", "value", "old", "new", "verdict"),
    [
        (PLOTLY, FIGURE, "aa11", "bb22", "noise"),
        (PLOTLY, FIGURE, "https://plot.ly", "https://chart.example", "noise"),
        (PLOTLY, FIGURE, "3.0", "3", "equal"),
        (PLOTLY, FIGURE, "3.0", "3.5", "changed"),
        (VEGA, CHART, "_1", "_12", "noise"),
        (VEGA, CHART, '"bar"', '"line"', "changed"),
        (BOKEH, {"doc": {"id": "p1001", "v": 1}}, "p1001", "p2001", "noise"),
        (BOKEH, {"doc": {"id": "p1001", "v": 1}}, '"v": 1', '"v": 2', "changed"),
        ("application/json", {"a": UUIDS[0], "b": 1}, *UUIDS, "noise"),
        ("application/geo+json", {"features": [{"id": 1}]}, "1", "2", "changed"),
    ],
)
def test_json_types(mime: str, value: Any, old: str, new: str, verdict: str) -> None:
    assert pair(bundle(mime, value), bundle(mime, changed(value, old, new))).verdict == verdict
    assert pair(bundle(mime, changed(value, old, new)), bundle(mime, value)).verdict == verdict


def test_the_text_beside_a_chart_does_not_count() -> None:
    beside = ({"text/html": f'<div id="{name}">{name[:4]}</div>'} for name in UUIDS)
    old, new = (bundle(PLOTLY, FIGURE, **more) for more in beside)
    assert pair(old, new).verdict == "noise"
    htmls = ({"text/html": name[:4]} for name in UUIDS)
    assert pair(*(bundle("text/latex", "x", **more) for more in htmls)).verdict == "changed"


SCRIPTS = {
    "echarts": '<div id="{0}"></div><script>var chart_{0} = echarts.init("{0}");</script>',
    "vega": '<div id="vis{0}"></div><style>#vis{0}.x {{}}</style><script>embed("#vis{0}")</script>',
    "plotly": '<div id="{1}"></div><script>Plotly.newPlot("{1}", [{{"x": [1]}}])</script>',
    "bokeh": '<script>var docs_json = {{"{1}": {{"roots": {{"references": [{{"id": "{2}"}}]}}}}}};'
    ' var items = [{{"roots": {{"{2}": "{1}"}}}}];</script>',
}


@pytest.mark.parametrize("name", SCRIPTS)
def test_random_names_in_scripts(name: str) -> None:
    old, new = (
        SCRIPTS[name].format(number * 32, uuid, f"p{number}002")
        for number, uuid in zip("34", UUIDS, strict=True)
    )
    assert pair(display(text__html=old), display(text__html=new)).verdict == "noise"
    assert pair(display(text__html=old), display(text__html=new + "<p>more")).verdict == "changed"


def test_a_digest_in_a_text_is_content() -> None:
    old, new = (f"<script>1</script><p>{digit * 32}</p>" for digit in "34")
    assert pair(display(text__html=old), display(text__html=new)).verdict == "changed"


def test_the_order_of_keys_in_an_old_altair_chart_is_noise() -> None:
    scripts = [
        f'var spec = {json.dumps(spec)};\nvar selector = "#{uuid}";\n'
        for spec, uuid in zip(({"a": 1, "b": [2]}, {"b": [2], "a": 1}), UUIDS, strict=True)
    ]
    mime = "application/javascript"
    assert pair(*(bundle(mime, script) for script in scripts)).verdict == "noise"
    other = scripts[1].replace("[2]", "[3]")
    assert pair(bundle(mime, scripts[0]), bundle(mime, other)).verdict == "changed"
    broken = scripts[1].replace("[2]", "[2")
    assert pair(bundle(mime, scripts[0]), bundle(mime, broken)).verdict == "changed"


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=4),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3)
    ),
    max_leaves=8,
)
MIMES = st.sampled_from(
    [
        *(PLOTLY, VEGA, BOKEH, "application/vnd.jupyter.widget-view+json", "text/html"),
        *("text/plain", "image/png", "image/svg+xml", "application/javascript", "a/b+json", ""),
    ]
)
BUNDLES = st.dictionaries(MIMES, JSON, max_size=3)


def output(data: Any) -> Output:
    return notebook(code("x", {"output_type": "display_data", "data": data})).cells[0].outputs[0]


@given(BUNDLES, BUNDLES)
def test_any_bundles_can_be_compared(old: Any, new: Any) -> None:
    before, after = output(old), output(new)
    assert same_but_noise(before, after) == same_but_noise(after, before)
    assert same_but_noise(before, output(old))
    found = OutputPair(before, after, "changed")
    assert found.title
    assert found.noun in ("figure", "table", "output")
    assert (found.table, found.traceback) == (None, None)
    assert found.json is None or found.json.changes
    books = notebook(code("x", {"output_type": "display_data", "data": old})), notebook(code("x"))
    assert summary(diff_notebooks(*books)).text()
