"""HTML as pandas, polars and statsmodels write it."""

from __future__ import annotations

from collections.abc import Sequence

STYLE = "<style scoped>\n    .dataframe tbody tr th { vertical-align: top; }\n</style>\n"


def frame(
    columns: Sequence[str],
    rows: Sequence[Sequence[object]],
    *,
    index: Sequence[str] | None = None,
    note: str = "",
) -> str:
    """A data frame as pandas writes it; the index is 0, 1, 2… where none is given."""
    names = [str(n) for n in range(len(rows))] if index is None else index
    head = "".join(f"      <th>{name}</th>\n" for name in ("", *columns))
    body = "".join(
        f"    <tr>\n      <th>{name}</th>\n"
        + "".join(f"      <td>{value}</td>\n" for value in row)
        + "    </tr>\n"
        for name, row in zip(names, rows, strict=True)
    )
    return (
        f'<div>\n{STYLE}<table border="1" class="dataframe">\n  <thead>\n'
        f'    <tr style="text-align: right;">\n{head}    </tr>\n  </thead>\n'
        f"  <tbody>\n{body}  </tbody>\n</table>\n{note and f'<p>{note}</p>'}\n</div>"
    )


MULTI_INDEX = """<table border="1" class="dataframe">
  <thead>
    <tr><th></th><th></th><th colspan="2" halign="left">power</th></tr>
    <tr><th></th><th></th><th>mean</th><th>max</th></tr>
    <tr><th>site</th><th>year</th><th></th><th></th></tr>
  </thead>
  <tbody>
    <tr><th rowspan="2" valign="top">north</th><th>2020</th><td>1</td><td>2</td></tr>
    <tr><th>2021</th><td>3</td><td>4</td></tr>
    <tr><th>south</th><th>2020</th><td>5</td><td>6</td></tr>
  </tbody>
</table>"""

POLARS = """<div><style>
.dataframe > thead > tr { text-align: right; }
</style>
<small>shape: (2, 2)</small><table border="1" class="dataframe"><thead><tr><th>site</th>
<th>power</th></tr><tr><td>str</td><td>f64</td></tr></thead><tbody><tr><td>&quot;north&quot;</td><td>1.5</td></tr>
<tr><td>&quot;south&quot;</td><td>2.5</td></tr></tbody></table></div>"""

SUMMARY = """<table class="simpletable">
<caption>OLS Regression Results</caption>
<tr>
  <th>Dep. Variable:</th>      <td>y</td>        <th>  R-squared:     </th> <td>   0.416</td>
</tr>
<tr>
  <th>Model:</th>              <td>OLS</td>      <th>  Adj. R-squared: </th> <td>   0.353</td>
</tr>
</table>
<table class="simpletable">
<tr>
    <td></td>       <th>coef</th>     <th>std err</th>
</tr>
<tr>
  <th>const</th> <td>    1.3423</td> <td>    2.313</td>
</tr>
<tr>
  <th>x1</th>    <td>   -0.0402</td> <td>    0.145</td>
</tr>
</table>"""
