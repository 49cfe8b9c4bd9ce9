"""Supervision: for who supervises, and for the person. Nobody else has these pages: not even administrators."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.roles import ScopeKind
from core import audit
from core.scope import Place
from volunteers.actions.supervision import reply, write_note
from volunteers.forms.supervision import NoteForm, ReplyForm
from volunteers.models import Entrant, SupervisionNote, supervised_by
from volunteers.supervision import supervised
from volunteers.views.common import FormPage, form_page, own_or_404


@never_cache
@require_safe
def people(request: HttpRequest) -> HttpResponse:
    """Show the people whom the user supervises, those first with whom a talk is due."""
    rows = supervised(request.user, timezone.localdate())
    if not rows:
        raise Http404
    keys = sorted({key for row in rows for key in row.prisons})
    places = [Place(ScopeKind.PRISON.value, key) for key in keys]
    audit.record("supervision.listed", by=request.user, places=places, shown=[row.entrant for row in rows])
    rows.sort(key=lambda row: not row.is_due)
    return render(request, "volunteers/supervision/people.html", {"rows": rows})


def _supervised_or_404(request: HttpRequest, pk: UUID) -> Entrant:
    theirs = supervised_by(request.user).values("entrant")
    return get_object_or_404(Entrant.objects.filter(pk__in=theirs, merged_into=None), pk=pk)


@never_cache
@require_safe
def person(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show the user's own notes about somebody they supervise."""
    entrant = _supervised_or_404(request, pk)
    notes = SupervisionNote.objects.visible_to(request.user).filter(entrant=entrant)
    audit.record("supervision.viewed", by=request.user, about=entrant)
    return render(request, "volunteers/supervision/person.html", {"entrant": entrant, "notes": notes})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Write down a talk."""
    entrant = _supervised_or_404(request, pk)
    form = NoteForm(request.POST or None, initial={"held_on": timezone.localdate()})

    def do(said: dict[str, Any]) -> str:
        write_note(entrant=entrant, by=request.user, **said)
        return "The note is saved. Only you and the person can read it."

    back = reverse("volunteers:supervised", kwargs={"pk": pk})
    intro = "Only you and the person read this: no coordinator, no administrator, and not who takes over from you."
    page = FormPage("Write down a talk", "Save", back, title="Supervision", intro=intro, about=entrant)
    return form_page(request, form, page, do)


@never_cache
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """Show somebody the notes of their own talks."""
    entrant = own_or_404(request)
    notes = SupervisionNote.objects.visible_to(request.user).filter(entrant=entrant)
    audit.record("supervision.viewed", by=request.user, about=entrant)
    return render(request, "volunteers/supervision/mine.html", {"notes": notes})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Let somebody add their own words to a note about them."""
    note = get_object_or_404(SupervisionNote, pk=pk, entrant=own_or_404(request))
    form = ReplyForm(request.POST if request.method == "POST" else None, initial={"reply": note.reply})

    def do(said: dict[str, Any]) -> str:
        reply(note=note, words=said["reply"], by=request.user)
        return "Your words stand beside the note."

    page = FormPage("Your own words", "Save", reverse("volunteers:my_supervision"), title="Supervision")
    return form_page(request, form, page, do)
