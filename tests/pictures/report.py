"""A second notebook for the pictures: a monthly report, at first, on a branch, and on main."""

from typing import Final

from support.notebooks import Cell, Output, bundle, code, markdown, notebook, stream

PATH: Final = "monthly_report.ipynb"
DELETED: Final = 2
"""The cell that the second push of the branch `march` deletes."""

READ: Final = """\
df = pd.read_csv("data/scada.csv", parse_dates=["time"])
df = df.drop_duplicates(["time", "turbine"])
df["hour"] = df.time.dt.floor("h")"""
SUM_UP: Final = """\
hourly = df.groupby(["hour", "turbine"]).power_kw.mean().unstack()
monthly = hourly.agg(["mean", "max", "count"]).T
monthly.round(1)"""
BEST: Final = """\
best = monthly["mean"].idxmax()
print(f"best turbine: {best}")"""
YIELD: Final = """\
month = "{month}"
energy = hourly.loc[month].sum() / 1000
print(f"{{energy.sum():,.0f}} MWh in {{month}}")"""
CHART: Final = """\
px.bar(energy, title="Energy by turbine", labels={"value": "MWh", "index": "turbine"})"""
TRACE: Final = """\
\x1b[31m---------------------------------------------------------------------------\x1b[39m
\x1b[31mKeyError\x1b[39m                                  Traceback (most recent call last)
\x1b[36mCell\x1b[39m\x1b[36m In[5]\x1b[39m\x1b[32m, line 2\x1b[39m
\x1b[32m      1\x1b[39m month = "2026-04"
\x1b[32m----> 2\x1b[39m energy = hourly.loc[month].sum() / 1000
\x1b[32m      3\x1b[39m print(f"{energy.sum():,.0f} MWh in {month}")

\x1b[31mKeyError\x1b[39m: '2026-04'"""
MEANS: Final = (1063.8, 1065.3, 1079.2, 1075.2, 1114.8, 1117.1)


def at_first() -> bytes:
    return _book(
        _cell("data", f"{READ}\n{SUM_UP}", _table(1.0), count=2),
        _cell("best", BEST, stream("best turbine: N6\n"), count=3),
        _cell("yield", YIELD.format(month="2026-02"), stream("4,366 MWh in 2026-02\n"), count=4),
        _cell("chart", CHART, _chart(1.0), count=5),
    )


def split() -> bytes:
    """The first push of `march`: a cell in two, and the next month."""
    return _book(
        _cell("data", READ, count=2),
        _cell("sums", SUM_UP, _table(1.04), count=3),
        _cell("best", BEST, stream("best turbine: N6\n"), count=4),
        _cell("yield", YIELD.format(month="2026-03"), stream("4,541 MWh in 2026-03\n"), count=5),
        _cell("chart", CHART, _chart(1.04), count=6),
    )


def failing() -> bytes:
    """The second push: a month without data, and a cell less."""
    fails: Output = {
        "output_type": "error",
        "ename": "KeyError",
        "evalue": "'2026-04'",
        "traceback": TRACE.split("\n"),
    }
    return _book(
        _cell("data", READ, count=2),
        _cell("sums", SUM_UP, _table(1.04), count=3),
        _cell("yield", YIELD.format(month="2026-04"), fails, count=5),
        _cell("chart", CHART, _chart(1.04), count=6),
    )


def other_unit() -> bytes:
    """What main and a second branch did with the same line; see `in_gwh`."""
    changed = YIELD.format(month="2026-02").replace("/ 1000", "/ 1e3 * availability")
    return _with_yield(changed, "4,279 MWh in 2026-02\n")


def in_gwh() -> bytes:
    changed = YIELD.format(month="2026-02").replace("/ 1000", "/ 1e6").replace("MWh", "GWh")
    return _with_yield(changed, "4 GWh in 2026-02\n")


def _with_yield(source: str, said: str) -> bytes:
    return _book(
        _cell("data", f"{READ}\n{SUM_UP}", _table(1.0), count=2),
        _cell("best", BEST, stream("best turbine: N6\n"), count=3),
        _cell("yield", source, stream(said), count=4),
        _cell("chart", CHART, _chart(1.0), count=5),
    )


def _book(*cells: Cell) -> bytes:
    title = markdown("# Monthly report\n\nEnergy and means of the north row.", id="title")
    imports = _cell("imports", "import pandas as pd\nimport plotly.express as px", count=1)
    return notebook(title, imports, *cells)


def _cell(name: str, source: str, *outputs: Output, count: int) -> Cell:
    return {"id": name, **code(source, *outputs, count=count)}


def _table(factor: float) -> Output:
    head = "".join(f"<th>{name}</th>" for name in ("", "mean", "max", "count"))
    rows = "".join(
        f"<tr><th>N{number}</th><td>{mean * factor:.1f}</td><td>2047.0</td><td>696</td></tr>"
        for number, mean in enumerate(MEANS, 1)
    )
    html = f'<table class="dataframe"><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>'
    return bundle({"text/html": html, "text/plain": "mean max count"})


def _chart(factor: float) -> Output:
    bars = {
        "type": "bar",
        "x": [f"N{number}" for number in range(1, 7)],
        "y": [round(mean * factor * 0.696, 1) for mean in MEANS],
        "marker": {"color": "#4472c4"},
    }
    layout = {
        "title": {"text": "Energy by turbine"},
        "height": 320,
        "xaxis": {"title": {"text": "turbine"}},
        "yaxis": {"title": {"text": "MWh"}},
    }
    return bundle({"application/vnd.plotly.v1+json": {"data": [bars], "layout": layout}})
