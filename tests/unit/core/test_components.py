"""Template components: the markup that every screen is made of."""

import datetime
import re
from typing import Any

import pytest
from django.contrib.messages import constants
from django.contrib.messages.storage.base import Message
from django.core.paginator import Paginator
from django.template import Context, Template, TemplateSyntaxError
from django.test import RequestFactory
from django.utils import timezone, translation


def draw(source: str, **context: Any) -> str:
    """Render a template with the markup's white space closed up."""
    return re.sub(r"\s+", " ", Template(source).render(Context(context))).strip()


def test_the_boundary_text_is_word_for_word_by_include_and_by_tag():
    words = (
        "This does not replace opening an ACCT or telling Safer Custody. If someone is in danger now, "
        "use the radio or alarm and call healthcare."
    )
    assert words in draw('{% include "components/boundary.html" %}')
    assert words in draw("{% boundary %}")


def test_what_somebody_typed_is_escaped_wherever_a_component_shows_it():
    typed = "<b>Tuesday & Wednesday</b>"
    rows = [{"key": typed, "value": typed, "actions": [{"text": typed, "url": "/", "hidden": typed}]}]
    markup = "".join(
        [
            draw("{% button typed %}{% tag typed %}{% back_link '/' typed %}", typed=typed),
            draw("{% summary_list rows %}", rows=rows),
            draw("{% data_table cells rows caption=typed %}", cells=[typed], rows=[[typed]], typed=typed),
            draw("{% details typed %}{{ typed }}{% enddetails %}", typed=typed),
            draw("{% empty_state typed %}{{ typed }}{% endempty_state %}", typed=typed),
            draw("{% notification title=typed %}{{ typed }}{% endnotification %}", typed=typed),
            draw("{% inset %}{{ typed }}{% endinset %}{% warning %}{{ typed }}{% endwarning %}", typed=typed),
            draw("{% filter_chips chips %}", chips=[{"label": typed, "remove_url": "/"}]),
            draw("{% breadcrumbs crumbs %}", crumbs=[(typed, "")]),
            draw("{% timeline events %}", events=[{"title": typed, "by": typed, "at": None, "text": typed}]),
            draw("{% task_list tasks %}", tasks=[{"title": typed, "status": typed, "hint": typed}]),
        ]
    )
    assert "<b>" not in markup
    assert markup.count("&lt;b&gt;Tuesday &amp; Wednesday&lt;/b&gt;") >= 20


def test_body_of_a_block_component_keeps_its_own_markup():
    markup = draw('{% details "Who" %}<p class="govuk-body">Anybody</p>{% enddetails %}')
    assert '<p class="govuk-body">Anybody</p>' in markup


@pytest.mark.parametrize("source", ['{% tag "Open" "pink" %}', '{% button "Go" kind="huge" %}'])
def test_a_misspelt_look_is_a_mistake_of_the_template(source):
    with pytest.raises(TemplateSyntaxError, match="no "):
        draw(source)


def test_a_button_is_pressed_once_and_a_link_button_is_a_link():
    assert 'data-prevent-double-click="true"' in draw('{% button "Send" %}')
    link = draw('{% button "Start" href="/start/" %}')
    assert link.startswith('<a href="/start/" role="button"')


def test_pagination_keeps_the_rest_of_the_query_string():
    page = Paginator(range(100), 10).page(5)
    request = RequestFactory().get("/", {"page": "5", "text": "debt & grief", "need": ["a", "b"]})
    markup = draw("{% pagination page %}", page=page, request=request)
    assert 'href="?page=4&amp;text=debt+%26+grief&amp;need=a&amp;need=b" rel="prev"' in markup
    assert 'aria-label="Page 5" aria-current="page"' in markup
    assert "…" in markup


def test_pagination_of_one_page_draws_nothing():
    page = Paginator(range(3), 10).page(1)
    assert draw("{% pagination page %}", page=page, request=RequestFactory().get("/")) == ""


def test_two_paginations_on_a_page_have_their_own_parameters():
    page = Paginator(range(30), 10).page(2)
    request = RequestFactory().get("/", {"page": "7", "closed": "2"})
    markup = draw('{% pagination page parameter="closed" %}', page=page, request=request)
    assert 'href="?closed=3&amp;page=7"' in markup


def test_a_chip_that_can_be_removed_says_what_it_removes():
    chips = [{"label": "Grief", "remove_url": "?need=debt"}, {"label": "Exeter"}]
    markup = draw('{% filter_chips chips clear_url="?" %}', chips=chips)
    assert '<a class="app-chip" href="?need=debt"><span class="govuk-visually-hidden">Remove </span>Grief' in markup
    assert '<span class="app-chip app-chip--plain">Exeter</span>' in markup
    assert draw("{% filter_chips chips %}", chips=[]) == ""


def test_actions_of_a_summary_list_name_what_they_change():
    rows = [
        {"key": "Wait", "value": "2 weeks", "actions": [{"text": "Change", "url": "/w/", "hidden": "wait"}]},
        {"key": "Place", "value": "Chaplaincy"},
    ]
    markup = draw("{% summary_list rows %}", rows=rows)
    assert 'Change<span class="govuk-visually-hidden"> wait</span>' in markup
    assert markup.count("govuk-summary-list__row--no-actions") == 1


def test_a_table_names_its_rows_and_its_scrolling_region():
    markup = draw('{% data_table heads rows caption="Waits" numeric="2" %}', heads=["Who", "Weeks"], rows=[["A", 2]])
    assert 'tabindex="0" role="region" aria-label="Waits"' in markup
    assert '<th scope="row" class="govuk-table__header">A</th>' in markup
    assert '<td class="govuk-table__cell govuk-table__cell--numeric">2</td>' in markup


def test_a_task_without_an_address_is_not_a_link():
    tasks = [{"title": "Send", "status": "Cannot start yet", "url": ""}]
    assert "<a " not in draw("{% task_list tasks %}", tasks=tasks)


@pytest.mark.parametrize(
    ("level", "words"),
    [
        (constants.SUCCESS, 'role="alert" aria-label="Success"'),
        (constants.INFO, 'role="region" aria-label="Important"'),
        (constants.ERROR, "govuk-error-summary"),
    ],
)
def test_messages_are_announced_by_their_level(level, words):
    assert words in draw('{% include "components/messages.html" %}', messages=[Message(level, "Saved")])


class TestDates:
    """Dates and times as GOV.UK writes them."""

    def test_a_date(self):
        day = datetime.date(2026, 3, 27)
        assert draw("{{ day|uk_date }}", day=day) == '<time datetime="2026-03-27">27 March 2026</time>'
        assert draw("{{ day|uk_day }}", day=day) == '<time datetime="2026-03-27">Friday 27 March 2026</time>'

    def test_a_moment_is_shown_in_the_time_of_the_place(self):
        moment = datetime.datetime(2026, 7, 1, 13, 30, tzinfo=datetime.UTC)
        assert ">1 July 2026 at 2:30pm</time>" in draw("{{ at|uk_datetime }}", at=moment)
        assert draw("{{ at|uk_time }}", at=moment) == "2:30pm"

    @pytest.mark.parametrize(
        ("time", "words"),
        [((0, 0), "midnight"), ((9, 0), "9am"), ((12, 0), "midday"), ((12, 5), "12:05pm"), ((23, 59), "11:59pm")],
    )
    def test_a_time(self, time, words):
        assert draw("{{ time|uk_time }}", time=datetime.time(*time)) == words

    def test_on_the_hour_no_minutes_are_said(self):
        moment = timezone.make_aware(datetime.datetime(2026, 3, 27, 9, 0))
        assert ">27 March 2026 at 9am</time>" in draw("{{ at|uk_datetime }}", at=moment)

    @pytest.mark.parametrize("name", ["uk_date", "uk_day", "uk_datetime", "uk_time"])
    def test_no_date_is_nothing(self, name):
        assert draw(f"{{{{ none|{name} }}}}", none=None) == ""

    def test_in_welsh_the_month_is_welsh(self):
        with translation.override("cy"):
            assert "27 Mawrth 2026" in draw("{{ day|uk_date }}", day=datetime.date(2026, 3, 27))
