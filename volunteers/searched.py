"""Looking somebody up by name in a list of people who come in.

A name is personal, so it is sent in the body of a form and waits, encrypted, in the session: it stands in no
address, no log and no browser history. That somebody looked is recorded, not for whom.
"""

from typing import Any

from django.db.models import Q
from django.http import HttpRequest

from accounts.encryption import Undecipherable, decrypt, encrypt
from accounts.models import User
from core import audit
from core.scope import Scope

#: Longer than any name with a reference, and short enough to keep.
LONGEST = 100
_SESSION = "volunteers_searched"


def look_for(request: HttpRequest, people: Any, scope: Scope) -> None:
    """Keep what was typed for this prison's or organisation's list, and record that somebody was looked for.

    Nothing typed shows everybody again.
    """
    words = request.POST.get("q", "").strip()[:LONGEST]
    kept = {key: text for key, text in request.session.get(_SESSION, {}).items() if key != scope.scope_key}
    request.session[_SESSION] = kept | ({scope.scope_key: encrypt(words)} if words else {})
    if words:
        by = request.user if isinstance(request.user, User) else None
        audit.record("entrant.searched", by=by, scope=scope, found=with_words(people, words).count())


def words_for(request: HttpRequest, scope: Scope) -> str:
    """Return what is looked for in this list; empty when nothing is."""
    try:
        kept = request.session.get(_SESSION, {}).get(scope.scope_key)
        return decrypt(kept) if kept else ""
    except Undecipherable:
        return ""


def with_words(people: Any, words: str) -> Any:
    """Keep those whose name or reference has every word."""
    for word in words.split()[:5]:
        people = people.filter(
            Q(first_name__icontains=word) | Q(last_name__icontains=word) | Q(reference__icontains=word)
        )
    return people
