"""The text that staff copy into the person's case notes: facts of the referral, no name and no words of theirs."""

from datetime import date

from django.utils import formats, timezone
from django.utils.translation import gettext as _

from referrals.models import Referral


def case_note(referral: Referral) -> str:
    """Return the note as plain text. It names the service, so it belongs in the person's own record only."""
    lines = [
        _("Referral %(reference)s to %(service)s, %(organisation)s.")
        % {
            "reference": referral.reference,
            "service": referral.service.title,
            "organisation": referral.organisation.name,
        },
        _("Sent %(day)s with the person’s agreement (%(how)s).")
        % {"day": _day(timezone.localdate(referral.sent_at)), "how": referral.get_agreement_display().lower()}
        if referral.sent_at
        else "",
        _("Status on %(day)s: %(status)s.")
        % {"day": _day(timezone.localdate()), "status": referral.get_status_display()},
        _("Answer due by %(day)s.") % {"day": _day(referral.answer_due_on)}
        if referral.waits_for_answer and referral.answer_due_on
        else "",
        _("For the person: %(sentence)s") % {"sentence": referral.sentence_for_person}
        if referral.sentence_for_person
        else "",
        _("Person told on %(day)s.") % {"day": _day(referral.person_told_on)} if referral.person_told_on else "",
    ]
    return "\n".join(line for line in lines if line)


def _day(value: date) -> str:
    return formats.date_format(value, "j F Y")
