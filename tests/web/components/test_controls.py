import pytest
from django.template import Context, Template

from mergelab.web.components import controls

PLUS = '<svg class="icon" aria-hidden="true"><use href="/static/vendor/icons.svg#plus"></use></svg>'
SPINNER = PLUS.replace("#plus", "#spinner")


def rendered(source: str, **values: object) -> str:
    return Template(source).render(Context(values))


def test_icon() -> None:
    assert controls.icon("plus") == PLUS
    assert controls.icon("plus", label='Add "x"', size="large", css="spinner") == (
        '<svg class="icon icon-large spinner" role="img" aria-label="Add &quot;x&quot;">'
        '<use href="/static/vendor/icons.svg#plus"></use></svg>'
    )


def test_an_icon_label_with_braces_is_text() -> None:
    assert 'aria-label="{0}"' in controls.icon("plus", label="{0}")


def test_an_unknown_icon_is_refused() -> None:
    with pytest.raises(ValueError, match="no icon named 'plsu'"):
        controls.icon("plsu")


@pytest.mark.parametrize(
    ("source", "markup"),
    [
        ('{% button "Save" %}', '<button class="button" type="submit"><span>Save</span></button>'),
        (
            '{% button label kind="primary" icon="plus" name="do" value="it" %}',
            (
                '<button class="button button-primary" type="submit" name="do" value="it">'
                f"{PLUS}<span>A &amp; B</span></button>"
            ),
        ),
        (
            '{% button "Go" href="/x?a=1&b=2" size="small" kind="quiet" %}',
            '<a class="button button-quiet button-small" href="/x?a=1&amp;b=2"><span>Go</span></a>',
        ),
        (
            '{% button "Go" href="/x" disabled=True %}',
            '<button class="button" type="submit" disabled><span>Go</span></button>',
        ),
        (
            '{% button "Wait" busy=True %}',
            (
                '<button class="button" type="submit" aria-busy="true">'
                f"{SPINNER}<span>Wait</span></button>"
            ),
        ),
        (
            '{% button "Open" dialog="d" %}',
            (
                '<button class="button" type="button" data-dialog-open="d" command="show-modal"'
                ' commandfor="d"><span>Open</span></button>'
            ),
        ),
        (
            '{% button "Load" type="button" hx_get="/more" css="grow" %}',
            '<button class="button grow" type="button" hx-get="/more"><span>Load</span></button>',
        ),
        (
            '{% icon_button "Add" icon="plus" kind="quiet" %}',
            (
                '<button class="button button-quiet button-icon" aria-label="Add" title="Add"'
                f' type="submit">{PLUS}</button>'
            ),
        ),
        (
            '{% segment "Split" "?view=split" active=True %}',
            '<a class="segment" href="?view=split" aria-current="true">Split</a>',
        ),
        (
            '{% segment "Raw" data_mode="raw" %}',
            (
                '<button class="segment" type="button" aria-pressed="false" data-mode="raw">'
                "Raw</button>"
            ),
        ),
        (
            '{% segmented label="Layout" %}x{% endsegmented %}',
            '<div class="segmented" role="group" aria-label="Layout">x</div>',
        ),
    ],
)
def test_markup(source: str, markup: str) -> None:
    assert rendered(source, label="A & B") == markup


def test_values_are_escaped_and_not_code() -> None:
    evil = '"><script>alert(1)</script>'
    markup = rendered("{% button label title=label %}", label=evil)
    assert "<script>" not in markup
    assert 'title="&quot;&gt;&lt;script&gt;' in markup


def test_code_block_takes_lines() -> None:
    markup = rendered("{% code_block lines %}", lines=["git a", "git <b>"])
    assert '<pre tabindex="0"><code>git a\ngit &lt;b&gt;</code></pre>' in markup
    assert 'data-copy="git a\ngit &lt;b&gt;"' in markup


def test_a_menu_item_that_posts_is_a_form_with_the_token() -> None:
    markup = rendered('{% menu_item "Close" post="/c" values=v %}', csrf_token="t0", v={"a": "1"})
    assert markup == (
        '<form method="post" action="/c">'
        '<input type="hidden" name="csrfmiddlewaretoken" value="t0">'
        '<input type="hidden" name="a" value="1">'
        '<button class="menu-item" type="submit"><span>Close</span></button></form>'
    )


def test_menu() -> None:
    markup = rendered(
        '{% menu "More" icon="dots" icon_only=True align="start" %}items{% endmenu %}'
    )
    assert markup.startswith(
        '<details class="menu menu-start" data-menu><summary class="button button-icon"'
        ' aria-label="More" title="More">'
    )
    assert '<div class="menu-list">\nitems</div></details>' in markup


def test_a_typed_confirmation_asks_for_the_phrase_and_opens_on_an_error() -> None:
    source = (
        '{% confirm_dialog "d" "Delete" action="/delete" phrase="a/b" button="Delete" error=e %}'
        "Gone{% endconfirm_dialog %}"
    )
    calm = rendered(source, e="", csrf_token="t")
    assert '<form method="post" action="/delete" data-confirm-phrase="a/b">' in calm
    assert 'name="confirm" type="text" required' in calm
    assert "data-dialog-start" not in calm
    wrong = rendered(source, e="That is not a/b", csrf_token="t")
    assert (
        '<dialog class="dialog" id="d" aria-labelledby="d-title" open data-dialog-start>' in wrong
    )
    assert "<div>That is not a/b</div>" in wrong


def test_a_plain_confirmation_asks_for_nothing() -> None:
    markup = rendered(
        '{% confirm_dialog "d" "Leave" action="/x" button="Leave" kind="danger" %}'
        "Sure?{% endconfirm_dialog %}",
        csrf_token="t",
    )
    assert "confirm-phrase" not in markup
    assert 'name="confirm"' not in markup
    assert "Sure?" in markup
