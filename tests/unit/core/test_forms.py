"""Forms: labels, hints and errors joined to their inputs, in GOV.UK markup."""

import datetime
import re

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.template import Context, Template

from core.forms import DatePartsField, HintedCheckboxSelectMultiple, HintedRadioSelect

WAYS = [("visit", "A visit"), ("letter", "A letter")]


class ExampleForm(forms.Form):
    """Most kinds of field."""

    name = forms.CharField(label="Full name", help_text="As it is <on> the account")
    extension = forms.CharField(required=False, widget=forms.TextInput(attrs={"class": "govuk-input--width-5"}))
    password = forms.CharField(widget=forms.PasswordInput)
    words = forms.CharField(max_length=50, required=False, help_text="In brief", widget=forms.Textarea)
    notes = forms.CharField(required=False, widget=forms.Textarea(attrs={"rows": 3}))
    wing = forms.ChoiceField(choices=[("", "Choose"), ("a", "A wing")])
    way = forms.ChoiceField(
        label="Which way?",
        help_text="One only",
        choices=WAYS,
        widget=HintedRadioSelect(
            attrs={"class": "govuk-radios--small"},
            option_hints={"letter": "Takes a week"},
            reveals={"letter": "language"},
        ),
    )
    language = forms.CharField(required=False)
    ways = forms.MultipleChoiceField(choices=WAYS, widget=HintedCheckboxSelectMultiple)
    agreed = forms.BooleanField(label="They agree", help_text="Ask again")
    start = DatePartsField(label="Start")
    sheet = forms.FileField(widget=forms.FileInput)
    secret = forms.CharField(widget=forms.HiddenInput, required=False)


def closed_up(markup: str) -> str:
    """Close up white space, so that a test says what matters."""
    return re.sub(r">\s+", ">", re.sub(r"\s+", " ", markup)).strip()


def group(name: str, data: dict | None = None, form_class: type[forms.Form] = ExampleForm) -> str:
    """Draw one field of the example form."""
    return closed_up(form_class(data)[name].as_field_group())


def test_a_text_field_joins_label_hint_and_error_to_its_input():
    markup = group("name", {})
    assert '<label class="govuk-label govuk-label--s" for="id_name">Full name</label>' in markup
    assert '<div id="id_name_helptext" class="govuk-hint">As it is &lt;on&gt; the account</div>' in markup
    assert (
        '<div id="id_name_error"><p class="govuk-error-message">'
        '<span class="govuk-visually-hidden">Error:</span>An answer is needed</p>' in markup
    )
    tag = re.search(r"<input[^>]*>", markup).group()
    assert 'aria-describedby="id_name_helptext id_name_error"' in tag
    assert 'class="govuk-input govuk-input--error"' in tag
    assert 'aria-invalid="true"' in tag
    assert markup.startswith('<div class="govuk-form-group govuk-form-group--error">')


def test_without_error_or_hint_nothing_is_pointed_at():
    markup = group("extension")
    assert "aria-describedby" not in markup
    assert "error" not in markup
    assert 'class="govuk-input govuk-input--width-5"' in markup


def test_optional_is_said_unless_the_whole_form_is_optional():
    class Filter(forms.Form):
        text = forms.CharField(required=False)

    assert "(optional)" in group("extension")
    assert "(optional)" not in group("name")
    assert "(optional)" not in group("text", form_class=Filter)


def test_a_long_text_counts_down_and_says_so_to_screen_readers():
    markup = group("words")
    assert 'data-module="govuk-character-count" data-maxlength="50"' in markup
    assert 'aria-describedby="id_words_helptext id_words-info"' in markup
    assert 'id="id_words-info"' in markup
    assert "You can enter up to 50 characters" in markup
    assert 'class="govuk-textarea govuk-js-character-count"' in markup
    assert 'rows="5"' in markup


def test_rows_that_were_asked_for_are_kept():
    markup = group("notes")
    assert 'rows="3"' in markup
    assert "cols=" not in markup


def test_select_and_file_have_their_classes():
    assert 'class="govuk-select govuk-select--error"' in group("wing", {})
    assert 'class="govuk-file-upload"' in group("sheet")


def test_a_password_can_be_shown():
    markup = group("password")
    assert 'data-module="govuk-password-input"' in markup
    assert 'aria-controls="id_password"' in markup
    assert "value=" not in group("password", {"password": "do-not-send-back"})


def test_radio_buttons_are_a_fieldset_that_carries_hint_and_error():
    markup = group("way", {})
    assert '<fieldset class="govuk-fieldset" aria-describedby="id_way_helptext id_way_error">' in markup
    assert '<legend class="govuk-fieldset__legend govuk-fieldset__legend--s">Which way?</legend>' in markup
    assert '<div class="govuk-radios govuk-radios--small">' in markup
    first, second = re.findall(r"<input[^>]*radio[^>]*>", markup)
    assert 'class="govuk-radios__input"' in first
    assert 'id="id_way_0"' in first
    assert "aria-invalid" not in first
    assert 'aria-describedby="id_way_1_hint"' in second
    assert '<div id="id_way_1_hint" class="govuk-hint govuk-radios__hint">Takes a week</div>' in markup
    assert '<label class="govuk-label govuk-radios__label" for="id_way_0">A visit</label>' in markup


def test_an_option_reveals_another_field_which_is_drawn_only_there():
    whole = closed_up(str(ExampleForm({"way": "letter"})))
    assert 'data-reveals="id_way_1_revealed"' in whole
    assert '<div class="govuk-radios__conditional" id="id_way_1_revealed">' in whole
    assert whole.count('id="id_language"') == 1
    hidden = closed_up(str(ExampleForm({"way": "visit"})))
    assert 'class="govuk-radios__conditional govuk-radios__conditional--hidden"' in hidden


def test_checkboxes_keep_what_was_ticked():
    markup = group("ways", {"ways": ["letter"]})
    visit, letter = re.findall(r"<input[^>]*checkbox[^>]*>", markup)
    assert "checked" in letter
    assert "checked" not in visit
    assert 'class="govuk-checkboxes__input"' in visit


def test_one_checkbox_stands_before_its_label():
    markup = group("agreed", {})
    assert 'aria-describedby="id_agreed_helptext id_agreed_error"' in markup
    assert '<label class="govuk-label govuk-checkboxes__label" for="id_agreed">They agree</label>' in markup
    assert "<fieldset" not in markup


def test_the_page_heading_is_the_label():
    class OneQuestion(forms.Form):
        page_heading_field = "name"
        name = forms.CharField(label="What is your name?")

    class OneChoice(forms.Form):
        page_heading_field = "way"
        way = forms.ChoiceField(label="Which way?", choices=WAYS, widget=forms.RadioSelect)

    text = group("name", form_class=OneQuestion)
    assert '<h1 class="govuk-label-wrapper"><label class="govuk-label govuk-label--l"' in text
    assert '<h1 class="govuk-fieldset__heading">Which way?</h1>' in group("way", form_class=OneChoice)


def test_sizes_of_labels_can_be_chosen():
    class Sized(forms.Form):
        label_size = "m"
        label_sizes = {"town": "l"}
        street = forms.CharField()
        town = forms.CharField()

    assert "govuk-label--m" in group("street", form_class=Sized)
    assert "govuk-label--l" in group("town", form_class=Sized)


def test_hidden_fields_are_only_inputs_and_other_forms_are_untouched():
    whole = str(ExampleForm())
    assert '<input type="hidden" name="secret" id="id_secret">' in whole
    assert whole.count("secret") == 2


class TestErrorSummary:
    """The summary at the top: every error once, each leading to its field."""

    def summary(self, *forms_: object) -> str:
        template = Template("{% error_summary " + " ".join(f"f{n}" for n in range(len(forms_))) + " %}")
        return closed_up(template.render(Context({f"f{n}": form for n, form in enumerate(forms_)})))

    @pytest.mark.parametrize(
        "target", ["id_name", "id_way_0", "id_ways_0", "id_start_day", "id_agreed", "id_sheet", "id_wing"]
    )
    def test_links_lead_to_an_element_that_is_there(self, target):
        form = ExampleForm({})
        assert f'href="#{target}"' in self.summary(form)
        assert f'id="{target}"' in str(form)

    def test_a_missing_answer_is_named(self):
        assert ">Full name – an answer is needed</a>" in self.summary(ExampleForm({}))

    def test_no_errors_no_summary(self):
        assert self.summary(ExampleForm()) == ""

    def test_errors_of_the_whole_form_are_plain_words(self):
        class Whole(forms.Form):
            def clean(self):
                raise ValidationError("Choose <one> of the two")

        assert "<li>Choose &lt;one&gt; of the two</li>" in self.summary(Whole({}))
        assert "Choose &lt;one&gt; of the two" in str(Whole({}))

    def test_several_forms_and_formsets_are_gathered(self):
        class Line(forms.Form):
            when = forms.CharField()

        formset = forms.formset_factory(Line, extra=2, min_num=1, validate_min=True)
        data = {"form-TOTAL_FORMS": "1", "form-INITIAL_FORMS": "0", "form-0-when": ""}
        markup = self.summary(ExampleForm({}), formset(data))
        assert 'href="#id_form-0-when"' in markup
        assert 'href="#id_name"' in markup
        assert "Please submit at least 1 form." in markup


class TestDateParts:
    """A date in three boxes."""

    class Form(forms.Form):
        start = DatePartsField(label="Start", help_text="Like 27 3 2026")
        end = DatePartsField(required=False)

    def cleaned(self, day: str, month: str, year: str) -> object:
        return DatePartsField().clean([day, month, year])

    def test_each_part_has_its_label_and_the_group_its_legend(self):
        markup = closed_up(self.Form({})["start"].as_field_group())
        assert (
            '<fieldset class="govuk-fieldset" role="group" aria-describedby="id_start_helptext id_start_error">'
            in markup
        )
        for part, label in (("day", "Day"), ("month", "Month"), ("year", "Year")):
            assert f'<label class="govuk-label govuk-date-input__label" for="id_start_{part}">{label}</label>' in markup
            assert f'name="start_{part}"' in markup
        assert markup.count("govuk-input--error") == 3
        assert markup.count('inputmode="numeric"') == 3

    def test_what_was_typed_is_shown_again(self):
        form = self.Form({"start_day": "31", "start_month": "2", "start_year": "2026"})
        markup = form["start"].as_field_group()
        assert 'value="31"' in markup
        assert "Enter a real date, like 27 3 2026" in markup

    def test_a_first_value_is_split(self):
        form = self.Form(initial={"start": datetime.date(2026, 3, 27)})
        assert re.findall(r'value="(\d+)"', form["start"].as_field_group()) == ["27", "3", "2026"]

    @pytest.mark.parametrize("month", ["3", "03", "mar", "March", "MARCH"])
    def test_a_month_may_be_a_word(self, month):
        assert self.cleaned(" 27 ", month, "2026") == datetime.date(2026, 3, 27)

    @pytest.mark.parametrize(
        ("parts", "code"),
        [
            (("", "", ""), "required"),
            (("27", "", "2026"), "incomplete"),
            (("27", "3", "26"), "year"),
            (("31", "2", "2026"), "invalid"),
            (("x", "3", "2026"), "invalid"),
            (("27", "13", "2026"), "invalid"),
            (("9" * 400, "3", "2026"), "invalid"),
            (("²", "3", "2026"), "invalid"),
            (("27", "3", "0000"), "invalid"),
        ],
    )
    def test_what_cannot_be_a_date_is_said(self, parts, code):
        with pytest.raises(ValidationError) as caught:
            self.cleaned(*parts)
        assert caught.value.code == code

    def test_an_optional_date_left_empty_is_none(self):
        form = self.Form({"start_day": "1", "start_month": "1", "start_year": "2026"})
        assert form.is_valid()
        assert form.cleaned_data["end"] is None

    def test_an_unchanged_date_has_not_changed(self):
        initial = {"start": datetime.date(2026, 1, 1)}
        data = {"start_day": "1", "start_month": "1", "start_year": "2026"}
        assert self.Form(data, initial=initial).changed_data == []
        assert self.Form({**data, "start_day": "2"}, initial=initial).changed_data == ["start"]
