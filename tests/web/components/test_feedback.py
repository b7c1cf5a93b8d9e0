from types import SimpleNamespace

import pytest
from django.template import Context, Template
from hypothesis import given
from hypothesis import strategies as st

from mergelab.web.components import feedback
from mergelab.web.icons import ICONS


def rendered(source: str, **values: object) -> str:
    return Template(source).render(Context(values))


@pytest.mark.parametrize(
    ("name", "letters"),
    [("Ana Nunes", "AN"), ("ana", "AN"), ("jan de vries", "JV"), ("power-forecast", "PF"),
     ("x", "X"), ("", "?"), (" _ ", "?"), ("élise", "ÉL")],
)  # fmt: skip
def test_initials(name: str, letters: str) -> None:
    assert feedback.initials(name) == letters


@given(st.text())
def test_any_name_has_short_initials_without_white_space(name: str) -> None:
    letters = feedback.initials(name)
    assert letters
    assert letters.strip() == letters


def test_an_avatar_is_named_coloured_by_its_user_name_and_escaped() -> None:
    ana = SimpleNamespace(username="ana", name='Ana "A" Nunes')
    assert feedback.avatar(ana) == (
        '<span class="avatar avatar-0" title="Ana &quot;A&quot; Nunes" role="img"'
        ' aria-label="Ana &quot;A&quot; Nunes">AN</span>'
    )
    renamed = SimpleNamespace(username="ana", name="Ana N. Costa")
    assert 'class="avatar avatar-0"' in feedback.avatar(renamed)


def test_avatars_without_a_person_or_beside_a_name() -> None:
    assert 'aria-label="Deleted user">DU</span>' in feedback.avatar(None)
    hidden = feedback.avatar("wind farm", square=True, size="large", hidden=True)
    assert 'avatar-large avatar-square" title="wind farm" aria-hidden="true">WF' in hidden


def test_badges() -> None:
    assert feedback.badge("x < y") == '<span class="badge">x &lt; y</span>'
    assert feedback.badge("new", kind="info", title="since today") == (
        '<span class="badge badge-info" title="since today">new</span>'
    )


def test_known_states_have_a_label_a_colour_and_an_existing_icon() -> None:
    markup = feedback.state_badge("merged")
    assert markup.startswith('<span class="badge badge-info"><svg class="icon" aria-hidden="true">')
    assert markup.endswith("</svg>Merged</span>")
    assert {state.icon for state in feedback.STATES.values()} - ICONS.keys() == {""}


def test_an_unknown_state_is_shown_plainly() -> None:
    assert feedback.state_badge("paused") == '<span class="badge">paused</span>'


@pytest.mark.parametrize(
    ("given_kind", "kind", "is_alert"),
    [("success", "success", False), ("error", "danger", True), ("debug", "info", False),
     ("anything", "info", False)],
)  # fmt: skip
def test_toasts_take_the_levels_of_messages(given_kind: str, kind: str, is_alert: bool) -> None:
    markup = feedback.toast("Saved <b>", kind=given_kind)
    assert f'<div class="toast toast-{kind}"' in markup
    assert (' role="alert"' in markup) is is_alert
    assert "<p>Saved &lt;b&gt;</p>" in markup


def test_alert() -> None:
    markup = rendered('{% alert "danger" title=t %}why{% endalert %}', t="No & no")
    assert '<div class="alert alert-danger" role="alert">' in markup
    assert '<p class="alert-title">No &amp; no</p>why</div></div>' in markup


@pytest.mark.parametrize(
    ("value", "maximum", "end"),
    [
        (30, 48, '<span>62 %</span></span><progress value="30" max="48"></progress></label>'),
        (0, 0, '<span>100 %</span></span><progress value="0" max="0"></progress></label>'),
        (None, 100, "<span>A</span><progress></progress></label>"),
    ],
)
def test_progress(value: int | None, maximum: int, end: str) -> None:
    assert feedback.progress("A", value=value, maximum=maximum).endswith(end)


@pytest.mark.parametrize("state", list(feedback.CHECKS))
def test_a_check_says_its_state_in_words(state: str) -> None:
    markup = rendered('{% check_row s "Approved" %}by ben{% endcheck_row %}', s=state)
    assert f'<li class="check-{state}">' in markup
    assert f'role="img" aria-label="{feedback.CHECKS[state][1]}"' in markup
    assert '<span>Approved</span><span class="check-detail">by ben</span></li>' in markup


def test_empty_state_without_actions_leaves_no_gap() -> None:
    markup = rendered('{% empty_state "Nothing" text="Push." %}\n  {% endempty_state %}')
    assert markup.endswith('<h2>Nothing</h2><p>Push.</p><div class="empty-actions"></div></div>')


def test_empty_state_shows_commands_to_copy() -> None:
    markup = rendered('{% empty_state "Nothing" commands=c %}{% endempty_state %}', c=["git push"])
    assert 'data-copy="git push"' in markup


def test_tooltip() -> None:
    assert rendered('{% tooltip "Why" %}x{% endtooltip %}') == (
        '<span class="tip">x<span class="tip-text" role="tooltip">Why</span></span>'
    )
