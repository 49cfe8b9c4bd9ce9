"""A plain sentence for the person with every reason, so that none is given a "no" without one.

Whoever decides may write their own instead. Reading age about nine; nothing that points at anybody else.
"""

from django.utils.translation import gettext as _

from referrals.enums import DeclineReason, EndReason, HoldReason, WithdrawReason


def sentence_for(move: str, reason: str) -> str:
    """Return the sentence that goes with a move's reason; empty where there is nothing to explain."""
    return _MOVES[move]().get(reason, "") if move in _MOVES else ""


def _decline() -> dict[str, str]:
    r = DeclineReason
    return {
        r.FULL_PLACES: _("They have no free places at the moment."),
        r.FULL_LIST: _("They have no free places, and their waiting list is full."),
        r.AGE: _("This service is for people of another age."),
        r.LEGAL_STATUS: _("This service is for people at another point of their sentence or case."),
        r.GROUP: _("This service is made for a different group of people."),
        r.WRONG_SERVICE: _("This service does not do what you need. Staff can look for one that does."),
        r.LOCATION: _("They cannot come to where you live in the prison."),
        r.NO_WORKER: _("They have nobody who can come in at the moment."),
        r.REGIME: _("The prison's timetable does not let them see you at the moment."),
        r.PAUSED: _("The service has stopped for a while."),
        r.DUPLICATE: _("They were asked already, so this second request is closed. The first one goes on."),
        r.ALREADY_WORKING: _("They are working with you already."),
        r.ELSEWHERE: _("They think another service can help you better. Staff can tell you which."),
    }


def _withdraw() -> dict[str, str]:
    r = WithdrawReason
    return {
        r.CHANGED_MIND: _("You changed your mind, and that is fine. You can ask again at any time."),
        r.MET_ELSEWHERE: _("You have had help from somebody else."),
        r.TRANSFERRED: _("You have moved to another prison. Ask staff there what they have."),
        r.RELEASED: _("You have been released."),
        r.IN_ERROR: _("The request was made by mistake."),
        r.REFERRER: _("Staff have taken the request back. Ask them why."),
    }


def _end() -> dict[str, str]:
    r = EndReason
    return {
        r.NOT_ENGAGED: _("The work has stopped because you did not take part. You can ask again at any time."),
        r.TRANSFERRED: _("The work has stopped because you have moved to another prison."),
        r.RELEASED: _("The work has stopped because you have been released."),
        r.REGIME: _("The work has stopped because the prison's timetable did not allow it."),
        r.WORKER_LEFT: _("The work has stopped because the worker has left."),
        r.SAFETY: _("The work has stopped because it could not be done safely."),
        r.OTHER: _("The work has stopped. Staff can tell you more."),
    }


def _hold() -> dict[str, str]:
    r = HoldReason
    return {
        r.AT_COURT: _("The work waits until you are back."),
        r.UNWELL: _("The work waits until you feel better."),
        r.REGIME: _("The work waits until the prison's timetable allows it."),
        r.NO_WORKER: _("The work waits until a worker can come in again."),
        r.ASKED_TO_PAUSE: _("You asked for a pause. Tell staff when you want to go on."),
    }


_MOVES = {"decline": _decline, "withdraw": _withdraw, "end-early": _end, "hold": _hold}
