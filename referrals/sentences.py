"""A plain sentence for the person with every reason, so that none is given a "no" without one.

Whoever decides may write their own instead. Reading age about nine; nothing that points at anybody else.
"""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from referrals.enums import DeclineReason, EndReason, HoldReason, WithdrawReason


def sentence_for(move: str, reason: str) -> str:
    """Return the sentence that goes with a move's reason; empty where there is nothing to explain."""
    return str(_SENTENCES.get(move, {}).get(reason, ""))


_SENTENCES: dict[str, dict[str, Promise]] = {
    "decline": {
        DeclineReason.FULL_PLACES: _("They have no free places at the moment."),
        DeclineReason.FULL_LIST: _("They have no free places, and their waiting list is full."),
        DeclineReason.AGE: _("This service is for people of another age."),
        DeclineReason.LEGAL_STATUS: _("This service is for people at another point of their sentence or case."),
        DeclineReason.GROUP: _("This service is made for a different group of people."),
        DeclineReason.WRONG_SERVICE: _("This service does not do what you need. Staff can look for one that does."),
        DeclineReason.LOCATION: _("They cannot come to where you live in the prison."),
        DeclineReason.NO_WORKER: _("They have nobody who can come in at the moment."),
        DeclineReason.REGIME: _("The prison's timetable does not let them see you at the moment."),
        DeclineReason.PAUSED: _("The service has stopped for a while."),
        DeclineReason.DUPLICATE: _("They were asked already, so this second request is closed. The first one goes on."),
        DeclineReason.ALREADY_WORKING: _("They are working with you already."),
        DeclineReason.ELSEWHERE: _("They think another service can help you better. Staff can tell you which."),
    },
    "withdraw": {
        WithdrawReason.CHANGED_MIND: _("You changed your mind, and that is fine. You can ask again at any time."),
        WithdrawReason.MET_ELSEWHERE: _("You have had help from somebody else."),
        WithdrawReason.TRANSFERRED: _("You have moved to another prison. Ask staff there what they have."),
        WithdrawReason.RELEASED: _("You have been released."),
        WithdrawReason.IN_ERROR: _("The request was made by mistake."),
        WithdrawReason.REFERRER: _("Staff have taken the request back. Ask them why."),
    },
    "end-early": {
        EndReason.NOT_ENGAGED: _("The work has stopped because you did not take part. You can ask again at any time."),
        EndReason.TRANSFERRED: _("The work has stopped because you have moved to another prison."),
        EndReason.RELEASED: _("The work has stopped because you have been released."),
        EndReason.REGIME: _("The work has stopped because the prison's timetable did not allow it."),
        EndReason.WORKER_LEFT: _("The work has stopped because the worker has left."),
        EndReason.SAFETY: _("The work has stopped because it could not be done safely."),
        EndReason.OTHER: _("The work has stopped. Staff can tell you more."),
    },
    "hold": {
        HoldReason.AT_COURT: _("The work waits until you are back."),
        HoldReason.UNWELL: _("The work waits until you feel better."),
        HoldReason.REGIME: _("The work waits until the prison's timetable allows it."),
        HoldReason.NO_WORKER: _("The work waits until a worker can come in again."),
        HoldReason.ASKED_TO_PAUSE: _("You asked for a pause. Tell staff when you want to go on."),
    },
}
