"""No e-mail carries personal data: every declared notification goes out for real, with data planted."""

import re
from datetime import date

import pytest
from django.core import mail

from core.models import Notification, OutboxMessage
from core.notifications import Facts, all_kinds
from tests.project.email_triggers import PLANTED, TRIGGERS

CODES = [kind.code for kind in all_kinds()]
KINDS = pytest.mark.parametrize("kind", all_kinds(), ids=lambda kind: kind.code)


def planted_in(text: str) -> list[str]:
    return [word for word in PLANTED if word in text]


def test_every_declared_notification_has_a_trigger_and_every_trigger_a_notification():
    assert sorted(TRIGGERS) == sorted(CODES), "add a function to tests/project/email_triggers.py"


@pytest.mark.django_db
@pytest.mark.parametrize("code", sorted(TRIGGERS))
def test_a_notification_goes_out_without_personal_data(code, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        TRIGGERS[code]()
    assert OutboxMessage.objects.filter(kind=code).exists()
    assert len(mail.outbox) == OutboxMessage.objects.count()
    for message in mail.outbox:
        text = message.message().as_string()
        assert planted_in(text) == []
        assert planted_in(message.subject + message.body) == []
    for told in Notification.objects.all():
        assert planted_in(f"{told.reference} {told.link}") == []


@KINDS
def test_a_notification_says_what_it_is_who_gets_it_and_where_to_look(kind):
    for count in (1, 2):
        facts = Facts(link="/somewhere/", reference="QX-47", count=count, on=date(2026, 11, 3))
        title, body = kind.title(facts), kind.body(facts, to_user=kind.to_users)
        assert title
        assert "\n" not in title
        assert len(title) <= 120
        assert re.search(r"^http\S+/somewhere/$", body, re.MULTILINE), "the link stands on a line of its own"
        assert "{{" not in title + body
        assert "{%" not in title + body
    assert kind.label
    assert kind.audience.endswith(".")


@KINDS
def test_a_user_is_told_where_to_choose_and_a_mailbox_is_not(kind):
    facts = Facts(link="/somewhere/")
    assert ("/notifications/settings/" in kind.body(facts, to_user=True)) is True
    assert ("/notifications/settings/" in kind.body(facts)) is False


@pytest.mark.parametrize(
    "facts",
    [
        {"link": "/x/", "reference": "A1234BC"},
        {"link": "/x/", "reference": "Zebulon"},
        {"link": "/x/", "reference": "G4 017"},
        {"link": "//elsewhere.example/"},
        {"link": "https://elsewhere.example/"},
        {"link": "x"},
    ],
)
def test_a_notification_cannot_carry_a_name_a_number_a_cell_or_a_foreign_link(facts):
    with pytest.raises(ValueError, match=r"reference|links"):
        Facts(**facts)


def test_a_planted_word_would_be_found():
    assert planted_in("Dear Zebulon") == ["Zebulon"]
