"""Around an application, for who decides about it: who speaks for the applicant, and what applicants are told."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from directory.models import Organisation, Prison
from volunteers.actions.applying import save_messages
from volunteers.actions.references import ask_again, name_referee
from volunteers.forms.applying import MessagesForm, RefereeForm
from volunteers.models import Application, Reference, StageMessage, StageRule
from volunteers.policies import NotPossible
from volunteers.views.common import FormPage, form_page, organisation_or_404, prison_or_404


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def add_referee(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Name somebody who can speak for an applicant, for them."""
    application = get_object_or_404(Application.objects.visible_to(request.user), pk=pk)
    form = RefereeForm(request.POST or None)

    def do(said: dict[str, Any]) -> str:
        details = {name: said[name] for name in ("name", "email", "known_as")}
        name_referee(application=application, by=request.user, **details)
        return "They are asked. You are told when there is an answer."

    back = reverse("volunteers:application", kwargs={"pk": pk})
    page = FormPage("Who can speak for them?", "Ask them", back, caption=application.reference, title="Reference")
    return form_page(request, form, page, do)


@require_POST
def again(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Ask somebody again."""
    reference = get_object_or_404(Reference.objects.visible_to(request.user).select_related("application"), pk=pk)
    try:
        ask_again(reference=reference, by=request.user)
    except NotPossible as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, "They are asked again, with a new link.")
    return redirect("volunteers:application", pk=reference.application_id)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def prison_messages(request: HttpRequest, code: str) -> HttpResponse:
    """Write what applicants for a prison's roles read at each stage."""
    prison = prison_or_404(request, code)
    back = reverse("volunteers:applications", kwargs={"code": prison.code})
    return _messages(request, prison, StageMessage.objects.filter(prison=prison), back)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def organisation_messages(request: HttpRequest, key: UUID) -> HttpResponse:
    """Write what applicants for an organisation's roles read at each stage."""
    organisation = organisation_or_404(request, key)
    back = reverse("volunteers:organisation_applications", kwargs={"key": key})
    return _messages(request, organisation, StageMessage.objects.filter(organisation=organisation), back)


def _messages(request: HttpRequest, scope: Prison | Organisation, held: Any, back: str) -> HttpResponse:
    shipped = dict(StageRule.objects.values_list("stage", "told"))
    form = MessagesForm(request.POST or None, shipped=shipped, own=dict(held.values_list("stage", "words")))

    def do(said: dict[str, Any]) -> str:
        save_messages(scope=scope, words=said, by=request.user)
        return "That is what applicants read from now on."

    intro = (
        "Applicants get an e-mail at each step that says nothing but that there is news. Behind its link they read "
        "these words. Write to everybody: name no person. Empty boxes use the words below them."
    )
    page = FormPage("What applicants are told", "Save", back, caption=scope.name, intro=intro)
    return form_page(request, form, page, do)
