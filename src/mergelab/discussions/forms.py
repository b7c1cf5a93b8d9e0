"""The text of a comment as a form."""

from django import forms


class NoteForm(forms.Form):
    """What a reply or an edited note posts; the verb checks the text."""

    body = forms.CharField(
        label="Comment",
        widget=forms.Textarea,
        strip=False,
        error_messages={"required": "Write something first."},
    )


class ResolveForm(forms.Form):
    """What the button of a thread posts."""

    resolved = forms.ChoiceField(choices=[("true", "Resolve"), ("false", "Reopen")])
