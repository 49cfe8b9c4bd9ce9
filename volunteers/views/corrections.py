"""Requests for a correction, for those who keep the record."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from core import audit
from volunteers.actions.own_page import answer_correction
from volunteers.forms.own_page import AnswerForm
from volunteers.models import Correction, Entrant
from volunteers.views.common import FormPage, form_page


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def correction(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show what somebody asks to be corrected and answer them; their own requests lead to their own page."""
    found = get_object_or_404(Correction.objects.visible_to(request.user).select_related("entrant"), pk=pk)
    if not Entrant.objects.managed_by(request.user).filter(pk=found.entrant_id).exists():
        return redirect("volunteers:my_corrections")
    audit.record("correction.viewed", by=request.user, about=found.entrant)
    form = AnswerForm(request.POST or None)

    def do(said: dict[str, Any]) -> str:
        answer_correction(correction=found, by=request.user, **said)
        return "Your answer is on the person’s own page, and they are told."

    page = FormPage(
        f"A correction: {found.get_topic_display().lower()}",
        "Answer",
        reverse("volunteers:person", kwargs={"pk": found.entrant_id}),
        caption=f"{found.entrant.name}, {found.entrant.reference}",
        title="Correction",
        intro=f"They wrote: “{found.words}” Correct it in the record first, then say so here.",
    )
    return form_page(request, form, page, do)
