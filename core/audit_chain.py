"""The chain of the audit trail: each row holds the hash of the one before, a signed head says where it ends."""

import hashlib
import hmac
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC
from itertools import chain, groupby, zip_longest
from operator import itemgetter
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.crypto import salted_hmac

from core.audit_shown import keys_in
from core.models import AuditEvent, AuditHead, AuditPlace, AuditShown

_SALT = "core.audit.head"
_MOST_PROBLEMS = 20


class ChainBroken(Exception):
    """Rows were to be removed that are not the beginning of the chain."""


def row_hash(event: AuditEvent) -> str:
    """Return the SHA-256 over every field of the row but the hash itself, in a fixed order."""
    facts = {
        "sequence": event.sequence,
        "at": event.at.astimezone(UTC).isoformat(),
        "event": event.event,
        "actor_id": event.actor_id,
        "actor_label": event.actor_label,
        "scope": [event.scope_kind, event.scope_key],
        "about": [event.about_type, event.about_id],
        "details": event.details,
        "previous_hash": event.previous_hash,
    }
    if event.places:  # rows from before there were further places keep their hash
        facts["places"] = event.places
    canonical = json.dumps(facts, sort_keys=True, separators=(",", ":"), default=str)
    return hashlib.sha256(canonical.encode()).hexdigest()


def signature_of(head: AuditHead, secret: str | None = None) -> str:
    """Return what proves the head: nobody can make it from the database alone."""
    said = f"{head.sequence}:{head.hash}:{head.removed_to}:{head.removed_hash}"
    return salted_hmac(_SALT, said, secret=secret or settings.SECRET_KEY, algorithm="sha256").hexdigest()


@transaction.atomic(savepoint=False)
def append(row: AuditEvent) -> None:
    """Number the row, chain it to the last one and save it. Whoever writes at the same time waits at the head."""
    head = locked_head()
    row.sequence = head.sequence + 1
    row.previous_hash = head.hash
    row.hash = row_hash(row)
    row.save(force_insert=True)
    AuditPlace.objects.bulk_create(
        AuditPlace(sequence=row.sequence, scope_kind=kind, scope_key=key) for kind, key in row.places
    )
    AuditShown.objects.bulk_create(
        AuditShown(sequence=row.sequence, about_type=table, about_id=key) for table, key in keys_in(row.details)
    )
    head.sequence, head.hash = row.sequence, row.hash
    _save(head)


def locked_head() -> AuditHead:
    """Return the head, locked until the transaction ends; made where it is missing."""
    heads = AuditHead.objects.select_for_update()
    found = heads.filter(pk=1).first()
    if found is not None:
        return found
    try:
        with transaction.atomic():
            head = AuditHead(pk=1)
            head.signature = signature_of(head)
            head.save(force_insert=True)
    except IntegrityError:  # somebody else made it meanwhile
        pass
    return heads.get(pk=1)


def _save(head: AuditHead) -> None:
    head.signature = signature_of(head)
    head.save(force_update=True)


@transaction.atomic
def remove_from_beginning(rows: Any) -> None:
    """Delete the first rows of the chain and write the checkpoint. Raises ChainBroken when they are not the first."""
    head = locked_head()
    last = rows.order_by("-sequence").first()
    if last is None:
        return
    if last.sequence - head.removed_to != rows.count():
        raise ChainBroken("Only the beginning of the audit trail may be removed: run verify_audit.")
    head.removed_to, head.removed_hash = last.sequence, last.hash
    rows.delete()
    AuditPlace.objects.filter(sequence__lte=last.sequence).delete()
    AuditShown.objects.filter(sequence__lte=last.sequence).delete()
    _save(head)


@dataclass
class Verdict:
    """What verifying found: how many rows, where the chain ends, and a sentence for each thing that is wrong."""

    rows: int = 0
    head: str = ""
    problems: list[str] = field(default_factory=list)


def verify(*, anchors: tuple[str, ...] = ()) -> Verdict:
    """Check every row of the chain, its head and earlier heads ("12:ab34…") that were kept elsewhere."""
    last = AuditEvent.objects.aggregate(last=Max("sequence"))["last"] or 0
    head = AuditHead.objects.filter(pk=1).first()
    if head is None:
        return Verdict(problems=["The head of the audit trail is missing."])
    verdict = Verdict(head=str(head))
    if not _is_signed(head):
        verdict.problems.append("The head of the audit trail was not signed by this service: it was changed or copied.")
    if last > head.sequence:
        verdict.problems.append(f"Rows after {head.sequence} were added past the head.")
    wanted = dict(anchor.split(":", 1) for anchor in anchors)
    for problem in chain(_walk(head, verdict, wanted), _wrong_places(), _wrong_shown()):
        verdict.problems.append(problem)
        if len(verdict.problems) >= _MOST_PROBLEMS:
            break
    return verdict


def _is_signed(head: AuditHead) -> bool:
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return any(hmac.compare_digest(signature_of(head, secret), head.signature) for secret in secrets)


def _walk(head: AuditHead, verdict: Verdict, wanted: dict[str, str]) -> Iterator[str]:
    """Yield a sentence for each row that is missing, changed or out of place."""
    sequence, previous = head.removed_to, head.removed_hash
    yield from _anchor_problem(sequence, previous, wanted)
    for row in AuditEvent.objects.filter(sequence__lte=head.sequence).order_by("sequence").iterator(chunk_size=2000):
        verdict.rows += 1
        if row.sequence != sequence + 1:
            yield f"Row {sequence + 1} is missing." if row.sequence > sequence else f"Row {row.sequence} came back."
        elif row.previous_hash != previous:
            yield f"Row {row.sequence} does not follow row {sequence}."
        if row_hash(row) != row.hash:
            yield f"Row {row.sequence} was changed."
        sequence, previous = row.sequence, row.hash
        yield from _anchor_problem(sequence, previous, wanted)
    if (sequence, previous) != (head.sequence, head.hash):
        yield f"The end was cut off or changed: the last row is {sequence}, the head says {head.sequence}."
    for number in wanted:
        if int(number) > sequence:
            yield f"Row {number}, which was kept elsewhere, is gone from the end."


def _wrong_places() -> Iterator[str]:
    """Yield a sentence for the first row that would show in too many trails, or in too few."""
    rows = AuditEvent.objects.exclude(places=[]).order_by("sequence").values_list("sequence", "places")
    said = ((sequence, sorted(map(tuple, places))) for sequence, places in rows.iterator(chunk_size=2000))
    kept = AuditPlace.objects.values_list("sequence", "scope_kind", "scope_key")
    if number := _first_difference(said, kept):
        yield f"The trails in which row {number} shows are not those that it says."


def _wrong_shown() -> Iterator[str]:
    """Yield a sentence for the first row that somebody whom it showed would not find, or somebody else would."""
    rows = AuditEvent.objects.filter(details__has_key="records").order_by("sequence").values_list("sequence", "details")
    all_said = ((sequence, sorted(keys_in(details))) for sequence, details in rows.iterator(chunk_size=2000))
    kept = AuditShown.objects.values_list("sequence", "about_type", "about_id")
    if number := _first_difference((pair for pair in all_said if pair[1]), kept):
        yield f"Those whom row {number} showed are not those that it says."


def _first_difference(said: Iterator[tuple[int, list[Any]]], kept: Any) -> int | None:
    """Return the first row for which what it says and what is kept beside it to find it are not the same."""
    rows = kept.order_by("sequence").iterator(chunk_size=2000)
    found = ((sequence, sorted(row[1:] for row in group)) for sequence, group in groupby(rows, itemgetter(0)))
    for one, other in zip_longest(said, found):
        if one != other:
            return min(pair[0] for pair in (one, other) if pair)
    return None


def _anchor_problem(sequence: int, found: str, wanted: dict[str, str]) -> Iterator[str]:
    if (kept := wanted.get(str(sequence))) and kept != found:
        yield f"Row {sequence} is not the one whose hash was kept elsewhere."
