from mergelab.web.components.diff import Fold, Heading, Line, Pair, Row, diff, diff_rows

CONTEXT = Line("context", 1, 2, "<b>x</b>")
REMOVED = Line("removed", 3, None, "y")
ADDED = Line("added", None, 4, "z", "f-4", "/new?a=1&b=2", "<p>thread</p>", "no newline")


def test_unified_rows() -> None:
    assert diff_rows([CONTEXT, REMOVED]) == (
        '<tr class="diff-line is-context"><td class="diff-num old" data-n="1"></td>'
        '<td class="diff-num new" data-n="2"></td>'
        '<td class="diff-code is-context"><code><b>x</b></code></td></tr>\n'
        '<tr class="diff-line is-removed"><td class="diff-num old" data-n="3"></td>'
        '<td class="diff-num new"></td>'
        '<td class="diff-code is-removed"><code>y</code></td></tr>\n'
    )


def test_a_line_with_anchor_comment_note_and_thread() -> None:
    assert diff_rows([ADDED]) == (
        '<tr class="diff-line is-added" id="f-4"><td class="diff-num old"></td>'
        '<td class="diff-num new"><a href="#f-4" data-n="4" aria-label="Line 4"></a></td>'
        '<td class="diff-code is-added">'
        '<a class="comment-button" href="/new?a=1&amp;b=2" data-comment'
        ' aria-label="Comment on line 4"></a><code>z</code>'
        '<span class="diff-note">no newline</span></td></tr>\n'
        '<tr class="diff-thread"><td colspan="3"><p>thread</p></td></tr>\n'
    )


def test_split_rows_put_a_thread_under_its_side() -> None:
    assert diff_rows([Pair(REMOVED, ADDED)], "split") == (
        '<tr class="diff-line" id="f-4">'
        '<td class="diff-num old is-removed" data-n="3"></td>'
        '<td class="diff-code is-removed"><code>y</code></td>'
        '<td class="diff-num new is-added">'
        '<a href="#f-4" data-n="4" aria-label="Line 4"></a></td>'
        '<td class="diff-code is-added">'
        '<a class="comment-button" href="/new?a=1&amp;b=2" data-comment'
        ' aria-label="Comment on line 4"></a><code>z</code>'
        '<span class="diff-note">no newline</span></td></tr>\n'
        '<tr class="diff-thread"><td colspan="2"></td>'
        '<td colspan="2"><p>thread</p></td></tr>\n'
    )


def test_an_unchanged_line_side_by_side_has_its_thread_once() -> None:
    line = Line("context", 1, 1, "x", threads="<p>once</p>")
    assert diff_rows([Pair(line, line)], "split").count("<p>once</p>") == 1


def test_an_empty_side() -> None:
    assert (
        '<td class="diff-num diff-none"></td><td class="diff-code diff-none"></td>'
    ) in diff_rows([Pair(None, ADDED)], "split")


def test_folds_and_headings_span_the_table_and_escape_their_text() -> None:
    rows: list[Row] = [Heading("@@ <1> @@"), Fold("2 lines", "/u?a&b", "fold-1"), Fold("gone")]
    assert diff_rows(rows, "split") == (
        '<tr class="diff-hunk"><td colspan="4">@@ &lt;1&gt; @@</td></tr>\n'
        '<tr class="diff-fold" id="fold-1"><td colspan="4"><a href="/u?a&amp;b"'
        ' hx-get="/u?a&amp;b" hx-target="closest tr" hx-swap="outerHTML">2 lines</a></td></tr>\n'
        '<tr class="diff-fold"><td colspan="4">gone</td></tr>\n'
    )


def test_the_table() -> None:
    assert diff([], label="a<b") == (
        '<table class="diff diff-unified" data-diff>'
        '<caption class="visually-hidden">a&lt;b</caption>'
        '<colgroup><col class="diff-col-num"><col class="diff-col-num"><col></colgroup><tbody>\n'
        "</tbody></table>"
    )
    assert '<table class="diff diff-split" data-diff><colgroup>' in diff([], layout="split")
