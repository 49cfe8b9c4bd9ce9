"""Keeps what somebody had typed when their session ended, until the same person has signed in again.

The text waits encrypted in the server's session, bound to the user it belonged to, and lasts no longer than a
session does. It never stands in an address, in the browser's storage or in a cookie
(docs/adr/0022-expired-session-keeps-text.md).
"""

import json
from dataclasses import asdict, dataclass
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.http import HttpRequest, QueryDict
from django.urls import ResolverMatch
from django.utils.http import url_has_allowed_host_and_scheme

from accounts.encryption import Undecipherable, decrypt, encrypt

_KEY = "accounts_kept_text"
_LARGEST = 200_000  # characters of one form; more than any of our forms can hold
_NEVER_KEPT = ("password", "code", "credential", "csrfmiddlewaretoken", "secret")
# What pages of the editor ask by themselves, every few seconds, whether somebody is there or not.
ASKED_BY_ITSELF = frozenset({"wagtailadmin_editing_sessions:ping", "wagtailadmin_editing_sessions:release"})

Fields = dict[str, list[str]]


@dataclass(frozen=True)
class KeptText:
    """What was typed into one form: whose it is, the page it stood on, the address it was sent to."""

    owner: str
    page: str
    action: str
    fields: Fields

    def texts(self) -> Fields:
        """Return what was written in words, without choices, ids and ticks."""
        return {
            name: written
            for name, values in self.fields.items()
            if (written := [value for value in values if " " in value.strip()])
        }


def owner_of_ended_session(request: HttpRequest) -> str:
    """Return the id of the user whose session the browser's cookie belonged to, or "" when nobody knows.

    An ended session is not deleted at once: the row tells whose it was, but signs nobody in. Once text is kept, the
    cookie is that of the session it waits in, which tells its owner: what they write after that is theirs too.
    """
    key = request.COOKIES.get(settings.SESSION_COOKIE_NAME, "")
    row = Session.objects.filter(session_key=key).first() if key else None
    if row is None:
        return ""
    said = row.get_decoded()
    waiting = _read(said.get(_KEY))
    return str(said.get(SESSION_KEY) or (waiting.owner if waiting else ""))


def keep(request: HttpRequest, *, owner: str, page: str, action: str, fields: QueryDict) -> bool:
    """Keep a form's fields for their owner; return whether there was anything to keep and room for it."""
    kept = {
        name: [str(value) for value in fields.getlist(name)]
        for name in fields
        if not name.startswith("_kept_") and not any(word in name.lower() for word in _NEVER_KEPT)
    }
    text = json.dumps(asdict(KeptText(owner, page, action, kept)))
    if not any("".join(values).strip() for values in kept.values()) or len(text) > _LARGEST:
        return False
    request.session[_KEY] = encrypt(text)
    return True


def kept_for(request: HttpRequest) -> KeptText | None:
    """Return what is kept for the signed-in user; what belongs to somebody else is dropped."""
    token = request.session.get(_KEY)
    if token is None or not request.user.is_authenticated:
        return None
    kept = _read(token)
    if kept is None or kept.owner != str(request.user.pk):
        forget(request)
        return None
    return kept


def _read(token: str | None) -> KeptText | None:
    """Return what a session keeps; None where that is nothing, or was encrypted with a key that is gone."""
    try:
        return KeptText(**json.loads(decrypt(token))) if token else None
    except Undecipherable:
        return None


def forget(request: HttpRequest) -> None:
    """Drop what is kept."""
    request.session.pop(_KEY, None)


def is_never_kept(match: ResolverMatch | None) -> bool:
    """Say whether a form is one of allauth's, which hold passwords and codes, or was sent by the page itself.

    Ours under the same address have the namespace of accounts. A preview repeats the form that it is a preview of.
    """
    if match is None or match.view_name in ASKED_BY_ITSELF or (match.url_name or "").startswith("preview_on_"):
        return True
    return match.route.startswith("accounts/") and not match.namespace


def own_path(request: HttpRequest, address: str) -> str:
    """Return the path and query of an address of this site; "" for any other."""
    if not url_has_allowed_host_and_scheme(address, {request.get_host()}, require_https=request.is_secure()):
        return ""
    parts = urlsplit(address)
    if parts.path.startswith(("//", "/\\")):  # on its own, a browser reads this as the name of another site
        return ""
    return f"{parts.path}?{parts.query}" if parts.query else parts.path
