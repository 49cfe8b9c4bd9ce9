"""The forms and figures that the style guide shows: one of everything, so that one look or one test covers it."""

import datetime
from typing import Any

from django import forms
from django.core.paginator import Page, Paginator
from django.utils import timezone

from core.forms import DatePartsField, HintedCheckboxSelectMultiple, HintedRadioSelect

CHOICES = [("one", "One to one"), ("group", "In a group"), ("letter", "By letter")]

FIXED_FIGURES: dict[str, Any] = {
    "scope_name": "A place that is made up",
    "navigation": [
        {"label": "Find support", "url": "#", "current": True},
        {"label": "Requests", "url": "#"},
        {"label": "People who come in", "url": "#"},
    ],
    "rows": [
        {
            "key": "Service",
            "value": "Someone to talk to",
            "actions": [{"text": "Change", "url": "#", "hidden": "service"}],
        },
        {
            "key": "Usual wait",
            "value": "2 weeks",
            "actions": [
                {"text": "Change", "url": "#", "hidden": "wait"},
                {"text": "Remove", "url": "#", "hidden": "wait"},
            ],
        },
        {"key": "Place", "value": "Chaplaincy"},
    ],
    "headers": ["Service", "Wait in weeks", "When"],
    "cells": [["Someone to talk to", 2, "Tuesdays"], ["Debt advice", 12, "Fridays"]],
    "chips": [{"label": "Grief", "remove_url": "#"}, {"label": "Debt", "remove_url": "#"}, {"label": "Fixed"}],
    "crumbs": [("Home", "/"), ("Services", "#"), ("Someone to talk to", "")],
    "tasks": [
        {"title": "Who it is for", "url": "#", "status": "Completed", "colour": ""},
        {"title": "How to ask", "url": "#", "hint": "Who may ask", "status": "Not started", "colour": "blue"},
        {"title": "Send", "url": "", "status": "Cannot start yet", "colour": ""},
    ],
    "sections": [{"label": "Open", "url": "#", "current": True}, {"label": "Closed", "url": "#"}],
    "panels": [
        {"id": "tab-today", "label": "Today", "body": "Three visits"},
        {"id": "tab-week", "label": "This week", "body": "Nine visits"},
    ],
    "colours": ["", "grey", "green", "teal", "blue", "purple", "magenta", "red", "orange", "yellow"],
    "tiles": ["Someone has died", "First night here", "Money owed", "Cannot sleep", "Family", "Court soon"],
}


class StyleguideForm(forms.Form):
    """Every kind of field."""

    full_name = forms.CharField(label="Full name", help_text="As it is on the account")
    extension = forms.CharField(
        label="Extension", required=False, widget=forms.TextInput(attrs={"class": "govuk-input--width-5"})
    )
    email = forms.EmailField(label="E-mail address")
    password = forms.CharField(label="Password", widget=forms.PasswordInput)
    words = forms.CharField(
        label="In the person’s own words",
        help_text="What they would like help with",
        max_length=200,
        widget=forms.Textarea,
    )
    notes = forms.CharField(label="Notes", required=False, widget=forms.Textarea(attrs={"rows": 3}))
    start = DatePartsField(label="When does it start?", help_text="For example, 27 3 2026")
    wing = forms.ChoiceField(label="Wing", choices=[("", "Choose a wing"), ("a", "A wing"), ("b", "B wing")])
    how = forms.ChoiceField(
        label="How should the help come?",
        choices=CHOICES,
        widget=HintedRadioSelect(option_hints={"letter": "Post takes about a week"}, reveals={"letter": "language"}),
    )
    language = forms.CharField(
        label="Language of the letter",
        required=False,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-20"}),
    )
    size = forms.ChoiceField(
        label="Small radio buttons",
        choices=CHOICES,
        widget=forms.RadioSelect(attrs={"class": "govuk-radios--small"}),
    )
    answer = forms.ChoiceField(
        label="Radio buttons in a row",
        choices=[("yes", "Yes"), ("no", "No")],
        widget=forms.RadioSelect(attrs={"class": "govuk-radios--inline"}),
    )
    kinds = forms.MultipleChoiceField(
        label="Which of these?",
        choices=CHOICES,
        widget=HintedCheckboxSelectMultiple(option_hints={"group": "Up to eight people"}),
    )
    agreed = forms.BooleanField(label="The person agrees", help_text="Ask again if anything changes")
    sheet = forms.FileField(label="Spreadsheet", help_text="CSV or Excel, up to 2 MB", widget=forms.FileInput)

    def clean(self) -> dict[str, Any]:
        """Give the whole form an error too, so that one is shown."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if not cleaned.get("full_name"):
            raise forms.ValidationError("Answer the questions before you send this")
        return cleaned


class SearchForm(forms.Form):
    """A form in which nothing is required, so nothing is called optional."""

    text = forms.CharField(label="What is troubling the person?", required=False)
    open_now = forms.BooleanField(label="Open to new people", required=False)


def page_of_numbers() -> Page[int]:
    """Return the fifth of ten pages."""
    return Paginator(range(100), 10).page(5)


def figures() -> dict[str, Any]:
    """Return what the components of the style guide are filled with."""
    now = timezone.make_aware(datetime.datetime(2026, 3, 27, 14, 30))
    earlier = now - datetime.timedelta(days=2)
    events = [
        {"title": "Accepted", "by": "Fictional Team", "at": now, "text": "First visit on Tuesday."},
        {"title": "Sent", "by": "A. Member of staff", "at": earlier, "text": ""},
    ]
    return {**FIXED_FIGURES, "events": events, "when": now, "page_obj": page_of_numbers()}
