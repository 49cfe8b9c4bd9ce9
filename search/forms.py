"""What the finder asks. Only what was typed stays out of addresses; everything else is a slug of a public list."""

from collections.abc import Iterable, Mapping
from itertools import pairwise
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from directory.models import Group, Prison
from directory.models.taxonomy import Term
from search.types import Query, Who
from search.vocabulary import Vocabulary

WHEN = [
    ("", _("Any time")),
    ("today", _("Today")),
    ("tomorrow", _("Tomorrow")),
    ("this-week", _("This week")),
    ("weekend", _("At the weekend")),
]
ESTATES = [("", _("Not said")), ("men", _("Man")), ("women", _("Woman"))]
# Said by another question of the form, or true of everybody.
NOT_ASKED_AS_GROUP = {"anyone", "men", "women"}

Choices = list[tuple[str, Any]]


class SlugField(forms.ChoiceField):
    """One slug of a list. One that is not in the list, such as a retired term in an old link, counts as none."""

    def clean(self, value: Any) -> str:
        """Return the slug, or nothing."""
        text = self.to_python(value)
        return text if self.valid_value(text) else ""


class SlugsField(forms.MultipleChoiceField):
    """Any number of slugs of a list; unknown ones are dropped, and the rest keep their order."""

    def clean(self, value: Any) -> list[str]:
        """Return the known slugs, each once."""
        given = value if isinstance(value, (list, tuple)) else []
        return list(dict.fromkeys(str(slug) for slug in given if self.valid_value(str(slug))))


class CountedCheckboxes(forms.CheckboxSelectMultiple):
    """Check boxes that say how many services each stands for, once that was counted."""

    counts: Mapping[str, int] | None = None

    def create_option(self, name: str, value: Any, label: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Put the count behind the label."""
        counted = label if self.counts is None else f"{label} ({self.counts.get(str(value), 0)})"
        return super().create_option(name, value, counted, *args, **kwargs)


class FinderForm(forms.Form):
    """What is troubling the person, who they are, and how and when help can come. Nothing here is stored."""

    text = forms.CharField(
        label=_("What is troubling the person?"),
        help_text=_("Use your own words, such as “his mum died, not sleeping”. Do not type names or prison numbers."),
        required=False,
        max_length=300,
        error_messages={"max_length": _("What you typed must be 300 letters or fewer")},
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "true", "enterkeyhint": "search"}
        ),
    )
    need = SlugsField(required=False, widget=forms.MultipleHiddenInput)
    legal_status = SlugField(
        label=_("In law"), required=False, widget=forms.RadioSelect(attrs={"class": "govuk-radios--small"})
    )
    estate = SlugField(
        label=_("Man or woman"), required=False, choices=ESTATES,
        widget=forms.RadioSelect(attrs={"class": "govuk-radios--small"}),
    )  # fmt: skip
    age = SlugField(label=_("Age"), required=False, widget=forms.RadioSelect(attrs={"class": "govuk-radios--small"}))
    location = SlugField(
        label=_("Where they are"), required=False, widget=forms.RadioSelect(attrs={"class": "govuk-radios--small"})
    )
    weeks_left = forms.IntegerField(
        label=_("Weeks until release"),
        help_text=_("If it is known"),
        required=False,
        min_value=0,
        max_value=5200,
        error_messages=dict.fromkeys(
            ("invalid", "min_value", "max_value"), _("Weeks until release must be a whole number, like 6")
        ),
        widget=forms.TextInput(attrs={"class": "govuk-input--width-3", "inputmode": "numeric", "autocomplete": "off"}),
    )
    group = SlugsField(
        label=_("Tick what is true of the person and what they are content for you to use"),
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "govuk-checkboxes--small"}),
    )
    language = SlugField(label=_("Language"), required=False, widget=forms.Select)
    mode = SlugsField(
        label=_("How help can come"),
        required=False,
        widget=CountedCheckboxes(attrs={"class": "govuk-checkboxes--small"}),
    )
    when = SlugField(
        label=_("When it can come"), required=False, choices=WHEN,
        widget=forms.RadioSelect(attrs={"class": "govuk-radios--small"}),
    )  # fmt: skip

    WHO = ("legal_status", "estate", "age", "location", "weeks_left", "language", "group")
    HOW = ("mode", "when")

    def __init__(self, data: QueryDict, *, prison: Prison, for_staff: bool, lists: Vocabulary) -> None:
        super().__init__(data)
        self.prison = prison
        groups = [group for group in lists.groups.values() if for_staff or not group.is_restricted]
        self._offer("need", _pairs(lists.needs.values()))
        self._offer("group", _pairs(group for group in groups if group.slug not in NOT_ASKED_AS_GROUP))
        self._offer("age", [("", _("Not said")), *age_bands(groups)])
        self._offer("legal_status", [("", _("Not said")), *_pairs(lists.legal_statuses.values())])
        self._offer("location", [("", _("Not said")), *_pairs(lists.locations.values())])
        self._offer("language", [("", _("Any")), *_pairs(lists.languages.values())])
        self._offer("mode", _pairs(lists.modes.values()))
        if not (prison.holds_men and prison.holds_women):
            del self.fields["estate"]
        if not for_staff:
            del self.fields["when"]

    def _offer(self, name: str, choices: Choices) -> None:
        field: Any = self.fields[name]
        field.choices = choices

    def count_modes(self, counts: Mapping[str, int]) -> None:
        """Say beside each way in which help can come how many services come so."""
        field = self.fields["mode"]
        field.help_text = _("The number says how many services here come that way.")
        widget: Any = field.widget
        widget.counts = counts

    def query(self, *, limit: int, page: int) -> Query:
        """Return the question to the finder. A field that was filled in wrongly is left out of it."""
        given = getattr(self, "cleaned_data", {})
        return Query(
            prison=self.prison,
            text=given.get("text", ""),
            needs=tuple(given.get("need", ())),
            who=Who(
                legal_status=given.get("legal_status", ""),
                age_band=given.get("age", ""),
                estate=given.get("estate", ""),
                groups=tuple(given.get("group", ())),
                location=given.get("location", ""),
                weeks_left=given.get("weeks_left"),
                language=given.get("language", ""),
            ),
            modes=tuple(given.get("mode", ())),
            when=given.get("when", ""),
            limit=limit,
            offset=(page - 1) * limit,
        )

    def chosen(self) -> list[tuple[str, str, str]]:
        """Return (field, value, label) of everything chosen about the person and how help can come."""
        found = []
        for name in (*self.WHO, *self.HOW):
            value = self.cleaned_data.get(name)
            if name == "weeks_left" and value is not None:
                found.append((name, str(value), _("%(weeks)s weeks until release") % {"weeks": value}))
            elif name != "weeks_left" and value:
                labels: dict[str, str] = dict(self.fields[name].choices)  # type: ignore[attr-defined]
                found += [(name, slug, labels[slug]) for slug in ([value] if isinstance(value, str) else value)]
        return found

    def chosen_about_person(self) -> list[tuple[str, str, str]]:
        """Return (field, value, label) of what was chosen about the person, to be passed on with them."""
        return [each for each in self.chosen() if each[0] in self.WHO]


def _pairs(terms: Iterable[Term]) -> Choices:
    return [(term.slug, term.label) for term in terms]


def age_bands(groups: Iterable[Group]) -> Choices:
    """Return the bands of adult ages, cut where the groups that are about age begin and end.

    With 18 to 25 and 50 and over, that is 18 to 25, 26 to 49, 50 and over: change the groups to change them.
    """
    aged = [group for group in groups if group.age_from is not None or group.age_to is not None]
    cuts = {group.age_from for group in aged if group.age_from is not None}
    cuts |= {group.age_to + 1 for group in aged if group.age_to is not None}
    starts = sorted(cut for cut in cuts if cut >= 18)
    bands: Choices = [
        (f"{first}-{following - 1}", _("%(first)s to %(last)s") % {"first": first, "last": following - 1})
        for first, following in pairwise(starts)
    ]
    if starts:
        bands.append((f"{starts[-1]}+", _("%(first)s and over") % {"first": starts[-1]}))
    return bands
