"""Template components: the markup that every screen is made of."""

import re

import pytest
from django import forms
from django.template import Context, Template, TemplateSyntaxError

from core.forms import DatePartsField, HintedRadioSelect


def draw(source: str, **context) -> str:
    """Render a template with the markup's white space closed up."""
    return re.sub(r"\s+", " ", Template(source).render(Context(context))).strip()


class ExampleForm(forms.Form):
    """A few kinds of field."""

    name = forms.CharField(help_text="As it is on the account")
    ward = forms.ChoiceField(choices=[("a", "A wing"), ("b", "B wing")], widget=HintedRadioSelect)
    start = DatePartsField(label="Start")
    note = forms.CharField(required=False, max_length=50, widget=forms.Textarea)


def test_the_boundary_text_is_word_for_word():
    assert (
        "This does not replace opening an ACCT or telling Safer Custody. If someone is in danger now, "
        "use the radio or alarm and call healthcare." in draw('{% include "components/boundary.html" %}')
    )


def test_a_text_field_joins_label_hint_and_error_to_its_input():
    markup = draw("{{ form.name.as_field_group }}", form=ExampleForm({}))
    assert 'for="id_name"' in markup
    assert 'aria-describedby="id_name_helptext id_name_error"' in markup
    assert 'id="id_name_helptext" class="govuk-hint"' in markup
    assert '<div id="id_name_error"><p class="govuk-error-message">' in markup
    assert '<span class="govuk-visually-hidden">Error:</span> This field is required.' in markup
    assert 'class="govuk-input govuk-input--error"' in markup
    assert "govuk-form-group--error" in markup


def test_an_unknown_tag_colour_is_a_mistake_of_the_template():
    with pytest.raises(TemplateSyntaxError, match="no colour"):
        draw('{% tag "Open" "pink" %}')
