import pytest

from mergelab.kit.markdown import Found, excerpt, find_references, render, resolve_path
from mergelab.kit.markdown.references import MOST
from mergelab.kit.markdown.render import DEEPEST, LARGEST

REL = 'rel="nofollow noopener noreferrer ugc"'


TABLE = (
    '<table>\n<thead>\n<tr>\n<th align="center">a</th>\n<th align="right">b</th>\n</tr>\n'
    '</thead>\n<tbody>\n<tr>\n<td align="center">1</td>\n<td align="right"></td>\n</tr>\n'
    "</tbody>\n</table>"
)
TASKS = (
    '<ul>\n<li class="task"><input type="checkbox" disabled="" checked=""> a</li>\n'
    '<li class="task"><input type="checkbox" disabled=""> b</li>\n</ul>'
)
CODE = (
    '<pre class="highlight"><code><span class="k">if</span> <span class="n">x</span> '
    '<span class="o">&lt;</span> <span class="mi">1</span><span class="p">:</span> '
    '<span class="k">pass</span>\n</code></pre>'
)


class Known:
    """One user, merge request, issue and commit; paths of one branch."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def user(self, name: str) -> str | None:
        self.asked.append(name)
        return "/ana" if name == "ana" else None

    def merge_request(self, iid: int) -> str | None:
        return "/g/p/-/merge_requests/12" if iid == 12 else None

    def issue(self, iid: int) -> str | None:
        return "/g/p/-/issues/7" if iid == 7 else None

    def commit(self, sha: str) -> str | None:
        return "/g/p/-/commit/x" if sha.startswith("3f2c81d") else None

    def link(self, path: str) -> str | None:
        found = resolve_path("docs", path)
        return None if found is None else f"/g/p/-/blob/main/{found}"

    def image(self, path: str) -> str | None:
        found = resolve_path("docs", path)
        return None if found is None else f"/g/p/-/raw/main/{found}"


def reference(url: str, label: str) -> str:
    return f'<a class="reference" href="{url}" {REL}>{label}</a>'


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("", ""),
        (
            "a *b* **c** ~~d~~ `e`",
            "<p>a <em>b</em> <strong>c</strong> <del>d</del> <code>e</code></p>",
        ),
        ("# A\n## B", "<h1>A</h1>\n<h2>B</h2>"),
        ("a  \nb\nc", "<p>a<br>\nb\nc</p>"),
        ("> a\n\n---", "<blockquote>\n<p>a</p>\n</blockquote>\n<hr>"),
        ("3. a\n4. b", '<ol start="3">\n<li>a</li>\n<li>b</li>\n</ol>'),
        (
            "| a | b |\n|:-:|--:|\n| 1 | |",
            TABLE,
        ),
        (
            "- [x] a\n- [ ] b",
            TASKS,
        ),
        (
            "https://x.example/a?b&c",
            f'<p><a href="https://x.example/a?b&amp;c" {REL}>https://x.example/a?b&amp;c</a></p>',
        ),
        ('[a](https://x.example "t")', f'<p><a href="https://x.example" title="t" {REL}>a</a></p>'),
        ("me@x.example", f'<p><a href="mailto:me@x.example" {REL}>me@x.example</a></p>'),
        ("[a](javascript:b)", "<p>a</p>"),
        (
            "![a](https://x.example/b.png)",
            f'<p><a class="external-image" href="https://x.example/b.png" {REL}>a</a></p>',
        ),
        (
            "[![a](https://x.example/b.png)](https://y.example)",
            f'<p><a href="https://y.example" {REL}>a</a></p>',
        ),
        ("![a](b.png)", "<p>a</p>"),
        ("![a](data:image/png;base64,iVBORw0KGgo=)", "<p>a</p>"),
        ("<b onclick=x>a</b> <u id=y>c</u><script>d</script>", "<p><b>a</b> <u>c</u></p>"),
        (
            "<details><summary>a</summary>\n\nb\n\n</details>",
            "<details><summary>a</summary>\n<p>b</p>\n</details>",
        ),
        ("a[^1]\n\n[^1]: b", "<p>a^1</p>"),
        (
            "```python\nif x < 1: pass\n```",
            CODE,
        ),
        ("```\n<b>@ana\n```", '<pre class="highlight"><code>&lt;b&gt;@ana\n</code></pre>'),
        ("    a\n    b", '<pre class="highlight"><code>a\nb\n</code></pre>'),
        ("a\0b", "<p>a\ufffdb</p>"),
        ("a\udc80b", "<p>a?b</p>"),
    ],
)
def test_rendering(text: str, html: str) -> None:
    assert render(text).strip() == html


ANA = reference("/ana", "@ana")
TWELVE = reference("/g/p/-/merge_requests/12", "!12")
SEVEN = reference("/g/p/-/issues/7", "#7")


@pytest.mark.parametrize(
    ("text", "html"),
    [
        (
            "@ana, see !12 and (#7).",
            f"{ANA}, see {TWELVE} and ({SEVEN}).",
        ),
        ("in 3f2c81de9", f"in {reference('/g/p/-/commit/x', '3f2c81de')}"),
        ("**@ana**", f"<strong>{ANA}</strong>"),
        ("@ana.", f"{ANA}."),
        ("@bob !13 #8 abcdef0", "@bob !13 #8 abcdef0"),
        ("x@ana a!12 b#7 @ana/x !12x #07 &#35;7x", "x@ana a!12 b#7 @ana/x !12x #07 #7x"),
        ("`@ana !12`", "<code>@ana !12</code>"),
        ("[@ana](https://x.example)", f'<a href="https://x.example" {REL}>@ana</a>'),
        ("12345678 deadbeefs 3f2c81d-x", "12345678 deadbeefs 3f2c81d-x"),
        ("<b title='@ana'>x</b>", "<b>x</b>"),
    ],
)
def test_references(text: str, html: str) -> None:
    assert render(text, references=Known()).strip() == f"<p>{html}</p>"


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("[a](b.md)", f'<a href="/g/p/-/blob/main/docs/b.md" {REL}>a</a>'),
        ("[a](../b%20c.md?x=1#top)", f'<a href="/g/p/-/blob/main/b c.md#top" {REL}>a</a>'),
        ("[a](/b.md)", f'<a href="/g/p/-/blob/main/b.md" {REL}>a</a>'),
        ("[a](../../b.md)", "a"),
        ("[a](#top)", f'<a href="#top" {REL}>a</a>'),
        ("![a](fig.png)", '<img src="/g/p/-/raw/main/docs/fig.png" alt="a">'),
        ("![a](../../etc/passwd)", "a"),
        ("![a](attachment:../../x.png)", "a"),
        ("<img src='fig.png' width=9>", '<img src="/g/p/-/raw/main/docs/fig.png" alt="">'),
        (
            "![a](//x.example/p.gif)",
            f'<a class="external-image" href="//x.example/p.gif" {REL}>a</a>',
        ),
    ],
)
def test_links_and_images_of_the_repository(text: str, html: str) -> None:
    rendered = render(text, links=Known()).strip()
    assert rendered.removeprefix("<p>").removesuffix("</p>") == html


def test_a_name_is_looked_up_once_and_not_without_end() -> None:
    known = Known()
    render("@ana @ana " * 10, references=known)
    assert known.asked == ["ana"]
    render(" ".join(f"@user{n}" for n in range(MOST + 50)), references=known)
    assert len(known.asked) == MOST + 1


def test_what_a_text_names() -> None:
    assert find_references(
        "@ana `@code` [@link](https://x.example) !3 #4 3f2c81de9\n\n    @no"
    ) == Found(users={"ana"}, merge_requests={3}, issues={4}, commits={"3f2c81de9"})


@pytest.mark.parametrize("text", ["x" * (LARGEST + 1), ">" * (DEEPEST + 1) + " <b>"])
def test_beyond_the_limits_a_text_is_shown_as_written(text: str) -> None:
    assert render(text) == "<pre>" + text.replace("<", "&lt;").replace(">", "&gt;") + "</pre>"


def test_costly_html_in_a_text_is_shown_as_written() -> None:
    assert render("<b>" * 200 + "*x*") == "<p>" + "&lt;b&gt;" * 200 + "<em>x</em></p>\n"


def test_absurdly_wide_tables_are_text() -> None:
    assert "<table>" not in render("|a" * 200 + "|\n" + "|-" * 200 + "|\n")


@pytest.mark.parametrize(
    ("text", "length", "plain"),
    [
        ("# Title\n\nSome **bold** [link](https://x.example)", 80, "Title Some bold link"),
        ("one two three", 9, "one two…"),
        ("one two three", 8, "one two…"),
        ("one two three", 7, "one…"),
        ("onetwothree", 5, "onet…"),
        ("<script>x</script>a < b & c", 80, "a < b & c"),
        ("", 10, ""),
    ],
)
def test_excerpts(text: str, length: int, plain: str) -> None:
    assert excerpt(text, length) == plain
    assert len(excerpt(text, length)) <= length


@pytest.mark.parametrize(
    ("folder", "path", "expected"),
    [
        ("docs", "a.md", "docs/a.md"),
        ("", "a.md", "a.md"),
        ("docs/x", "../a.md", "docs/a.md"),
        ("docs", "/a.md", "a.md"),
        ("docs", "../../a.md", None),
        ("docs", "/../a.md", None),
        ("docs", "..", ""),
        ("", "..", None),
        ("docs", ".", "docs"),
        ("docs", "a\0b", None),
        ("docs", ".hidden", "docs/.hidden"),
        ("", ".hidden", ".hidden"),
    ],
)
def test_paths(folder: str, path: str, expected: str | None) -> None:
    assert resolve_path(folder, path) == expected


def test_formulas_are_marked_and_kept_as_written() -> None:
    html = render("With $a_i * b_i$, $$\\sum_{i<3} x$$ and <code class='math evil'>y</code>")
    assert html == (
        '<p>With <code class="math">a_i * b_i</code>, <code class="math math-display">'
        "\\sum_{i&lt;3} x</code> and <code>y</code></p>\n"
    )


def test_prices_are_no_formulas() -> None:
    assert render("It costs $5 or $ 6, not 7$.") == "<p>It costs $5 or $ 6, not 7$.</p>\n"
