"""Every write of search."""

from collections.abc import Iterable
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from core import audit
from directory.models import Need, NeedSynonym, Prison, ServicePage
from search import hearing, permissions, policies
from search.counting import Asker, asked_needs, what_is_asked
from search.models import (
    FinderUse,
    HeardMeaning,
    HeardState,
    HeardWord,
    LearningSettings,
    UnmetKind,
    UnmetSearch,
    UseKind,
)
from search.types import Answer
from search.vocabulary import current

_LONGEST_KEY = 600
#: A service for more needs than this says too little about which of them somebody had in mind.
_MOST_MEANT = 3


def record_sheet(*, prison: Prison, services: int, form: str, by: Any) -> None:
    """Record that a support actions sheet was made, as a count of services and nothing more.

    `form` is "page" or "pdf". Raises Http404 when the user is not staff of the prison.
    """
    permissions.check_staff(by, prison)
    audit.record("support-sheet.printed", by=by, scope=prison, count=services, form=form)


def record_unmet(*, answer: Answer) -> bool:
    """Count a search that ended without a suitable service; returns whether it was one.

    Takes no user and writes no audit row on purpose: the count must never lead back to who searched or what was
    typed. Call it once for a question (`record_search`), not for each refresh while typing.
    """
    if not answer.is_empty:
        return False
    _count(
        prison=answer.query.prison,
        needs={need.slug for need in answer.needs if not need.negated},
        groups={*answer.query.who.groups, *answer.groups},
        kind=UnmetKind.NONE_SUITABLE if answer.not_suitable else UnmetKind.NOTHING,
    )
    return True


def record_blocked(*, prison: Prison, needs: Iterable[str]) -> None:
    """Count a referral that could not be made: the service was full, paused, closed or not for the person.

    Takes no user and no person, for the same reason as `record_unmet`.
    """
    _count(prison=prison, needs=set(needs), groups=set(), kind=UnmetKind.BLOCKED)


def _count(*, prison: Prison, needs: set[str], groups: set[str], kind: UnmetKind) -> None:
    key = {
        "prison": prison,
        "day": timezone.localdate(),
        "needs": _key(needs),
        "groups": _key(groups),
        "kind": kind,
    }
    if not UnmetSearch.objects.filter(**key).update(count=F("count") + 1):
        try:
            with transaction.atomic():
                UnmetSearch.objects.create(**key, count=1)
        except IntegrityError:
            # Somebody else made the day's row in between.
            UnmetSearch.objects.filter(**key).update(count=F("count") + 1)


def _key(slugs: set[str]) -> str:
    """Join slugs in order, leaving out those that no longer fit."""
    key = ""
    for slug in sorted(slugs):
        longer = f"{key};{slug}" if key else slug
        if len(longer) <= _LONGEST_KEY:
            key = longer
    return key


def record_search(*, text: str, answer: Answer, asker: Asker) -> None:
    """Count what came of a question that was sent, or stood for a while; the same one once in some minutes.

    Takes no user, for the same reason as `record_unmet`. What the session looks for after words that nobody knew is
    counted as what they may mean.
    """
    if asker.is_new(*what_is_asked(answer)):
        record_unmet(answer=answer)
        _count_use(UseKind.SEARCH, "")
    for need in answer.needs:
        if not need.negated and need.by != "hand" and asker.is_new("need", need.slug):
            _count_use(UseKind.NEED, need.slug)
    if needs := asked_needs(answer):
        _count_meaning(asker=asker, needs=needs)
    asker.remember_unknown(hear(text=text, answer=answer))


def record_chosen(*, place: int, page: ServicePage, answer: Answer, asker: Asker) -> None:
    """Count at which place in the list, from 1, a service was chosen for the shortlist, once in some minutes.

    Takes no user. What the service is for, and was asked for, is counted as what unknown words before it may mean.
    """
    if asker.is_new("chosen", str(page.pk)):
        _count_use(UseKind.CHOSEN, str(place))
    needs = {need.slug for need in page.needs.all()}
    _count_meaning(asker=asker, needs=sorted(needs.intersection(asked_needs(answer)) or needs))


def _count_use(kind: UseKind, key: str) -> None:
    FinderUse.objects.get_or_create(day=timezone.localdate(), kind=kind, key=key)
    FinderUse.objects.filter(day=timezone.localdate(), kind=kind, key=key).update(count=F("count") + 1)


def _count_meaning(*, asker: Asker, needs: list[str]) -> None:
    """Count for each unknown word of the search before this one that these needs were looked for next."""
    digests = asker.take_unknown()
    if not digests or len(needs) > _MOST_MEANT:
        return
    words = HeardWord.objects.filter(digest__in=digests, state=HeardState.OPEN)
    for word in words:
        for need in Need.objects.filter(slug__in=needs):
            HeardMeaning.objects.get_or_create(word=word, need=need)
            HeardMeaning.objects.filter(word=word, need=need).update(count=F("count") + 1)


def hear(*, text: str, answer: Answer) -> list[str]:
    """Count the words that a failed search did not know, a day once each, and return their hashes.

    Takes no user and no prison. A word is kept readable only from the day on which it was heard on enough different
    days.
    """
    if not hearing.is_failed(answer):
        return []
    today, needed = timezone.localdate(), LearningSettings.load().days_before_shown
    words = {hearing.digest_of(word): word for word in hearing.may_be_heard(text, current())}
    for digest, word in words.items():
        _row, is_new = HeardWord.objects.get_or_create(digest=digest, defaults={"last_day": today})
        if not is_new:
            same = HeardWord.objects.filter(digest=digest, last_day__lt=today)
            same.update(days=F("days") + 1, last_day=today)
        readable = HeardWord.objects.filter(digest=digest, word="", state=HeardState.OPEN, days__gte=needed)
        readable.update(word=word)
    return list(words)


@transaction.atomic
def accept_word(*, word: HeardWord, need: Need, by: Any) -> None:
    """Teach the finder that a word means a need.

    Raises Http404 unless the user is an administrator, NotPossible when somebody has decided about the word.
    """
    permissions.check_administrator(by)
    heard = _waiting(word)
    NeedSynonym.objects.get_or_create(need=need, words=heard.word)
    heard.state = HeardState.ACCEPTED
    heard.save(update_fields=["state"])
    heard.meanings.all().delete()
    audit.record("finder.word-accepted", by=by, need=need.slug)


@transaction.atomic
def ignore_word(*, word: HeardWord, by: Any) -> None:
    """Never suggest a word again. Its readable form goes. Raises as `accept_word` does."""
    permissions.check_administrator(by)
    heard = _waiting(word)
    heard.state, heard.word = HeardState.IGNORED, ""
    heard.save(update_fields=["state", "word"])
    heard.meanings.all().delete()
    audit.record("finder.word-ignored", by=by)


def _waiting(word: HeardWord) -> HeardWord:
    """Lock a word and return it as it stands; raises NotPossible unless it still waits to be decided."""
    heard = HeardWord.objects.select_for_update().get(pk=word.pk)
    policies.check_word_waits(heard)
    return heard
