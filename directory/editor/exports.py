"""What is saved as a file out of Wagtail's lists and reports: it is written down like every other export."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from accounts.models import User
from accounts.sign_in_audit import places_of
from core import audit


def note_export(request: HttpRequest, response: HttpResponseBase) -> None:
    """Record that a list or report of the editor leaves as a file, in the trails of the reader's own places."""
    by, match = request.user, request.resolver_match
    is_file = "attachment" in response.headers.get("Content-Disposition", "")
    if not is_file or match is None or not isinstance(by, User):
        return
    ending = request.GET.get("export", "")
    audit.record("editor.exported", by=by, places=places_of(by), report=match.view_name, ending=ending)
