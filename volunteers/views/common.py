"""What the screens of this app share: finding what a user may see, and the page with one form."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from accounts.roles import MANAGE_VOLUNTEERS
from core import audit
from core.refusals import refusals_in
from directory.models import Organisation, Prison
from volunteers.forms.clearance import ConfirmForm
from volunteers.gate.people import RoleAnswer
from volunteers.models import Entrant
from volunteers.policies import NotPossible


def prison_or_404(request: HttpRequest, code: str, permission: str = MANAGE_VOLUNTEERS) -> Prison:
    """Return the prison in which the user may do this; another one does not exist for them."""
    prison = get_object_or_404(Prison.objects.where_allowed(request.user, permission), pk=code)
    request.scope_name = prison.name  # type: ignore[attr-defined]
    return prison


def organisation_or_404(request: HttpRequest, key: UUID) -> Organisation:
    """Return the organisation whose people the user looks after. Raises Http404."""
    return get_object_or_404(Organisation.objects.where_allowed(request.user, MANAGE_VOLUNTEERS), pk=key)


def kept_or_404(request: HttpRequest, pk: UUID) -> Entrant:
    """Return a person whose record the user keeps. Raises Http404."""
    return get_object_or_404(Entrant.objects.managed_by(request.user), pk=pk)


def own_or_404(request: HttpRequest) -> Entrant:
    """Return the user's own record. Raises Http404."""
    return get_object_or_404(Entrant, user=request.user, merged_into=None)


@dataclass(frozen=True)
class FormPage:
    """What a page with one form says around it.

    `answers` is how somebody stands at the gate; `about` whom the page names, over the heading unless `caption` says
    something else: that somebody saw them is recorded.
    """

    heading: str
    button: str
    back: str
    caption: str = ""
    intro: str = ""
    title: str = ""
    warning: str = ""
    answers: Sequence[RoleAnswer] = ()
    about: Entrant | None = None

    @property
    def over_heading(self) -> str:
        """Return the line over the heading."""
        return self.caption or (self.about.name if self.about else "")


def form_page(
    request: HttpRequest, form: forms.BaseForm, page: FormPage, do: Callable[[dict[str, Any]], str]
) -> HttpResponse:
    """Show a form; when it is sent without errors, do it and lead back with the sentence that `do` returns.

    What stood in the way (NotPossible, ValidationError) is shown above the form with everything that was typed.
    """
    if request.method == "POST" and form.is_valid():
        with refusals_in(form, NotPossible):
            messages.success(request, do(form.cleaned_data))
            return redirect(page.back)
    if page.about is not None:
        audit.record("entrant.viewed", by=request.user, about=page.about)
    return render(request, "volunteers/form.html", {"form": form, "page": page})


def confirm_page(request: HttpRequest, page: FormPage, do: Callable[[], str]) -> HttpResponse:
    """Ask whether to do something that needs no more than a yes; otherwise as `form_page`."""
    form = ConfirmForm(request.POST if request.method == "POST" else None)
    return form_page(request, form, page, lambda said: do())
