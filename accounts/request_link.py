"""Links of a request for a role: where it is decided, and where the asker reads the answer."""

from typing import Any
from uuid import UUID

from django.core import signing
from django.urls import reverse

from accounts.models import AccountRequest
from accounts.roles import ScopeKind

_SALT = "accounts.request"
#: What stands in addresses for the nation, which has no key.
EVERYWHERE = "everywhere"


def scope_arguments(scope: Any) -> dict[str, Any]:
    """Return the part of an address that names a prison, an organisation or the nation."""
    if scope is None:
        return {"kind": ScopeKind.NATIONAL.value, "key": EVERYWHERE}
    return {"kind": scope.scope_kind, "key": scope.scope_key}


def decide_link(request: AccountRequest, scope: Any = None) -> str:
    """Return the page on which those in charge decide; whoever has the scope at hand saves looking it up."""
    return reverse("accounts:request", kwargs={**scope_arguments(scope or request.scope), "pk": request.pk})


def answer_link(request: AccountRequest) -> str:
    """Return the page on which whoever has the link reads the answer, with an account or without."""
    return reverse("accounts:request_answer", kwargs={"token": signing.dumps(str(request.pk), salt=_SALT)})


def read_token(token: str) -> AccountRequest | None:
    """Return the request that a link speaks of; None for a link that is broken or whose request is gone."""
    try:
        return AccountRequest.objects.filter(pk=UUID(signing.loads(token, salt=_SALT))).first()
    except (signing.BadSignature, TypeError, ValueError, AttributeError):
        return None
