"""Files of milestones: asking, watching how far it is, taking it."""

from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts import guardian
from accounts.roles import ANSWER_REFERRALS, OVERSEE_REFERRALS
from core.forms import DatePartsField
from core.refusals import refusals_in
from directory.models import Organisation, Prison
from directory.spreadsheets.export import CONTENT_TYPES
from referrals.actions.exports import ask_for_export, take_file
from referrals.models import MilestoneExport
from referrals.policies import NotPossible


class ExportForm(forms.Form):
    """Whose referrals, sent when, as which kind of file."""

    label_size = "s"

    whose = forms.ChoiceField(label=_("Whose referrals?"))
    sent_from = DatePartsField(label=_("Sent from"))
    sent_to = DatePartsField(label=_("Sent to"))
    ending = forms.ChoiceField(
        label=_("Kind of file"),
        choices=[("xlsx", _("Excel workbook")), ("csv", _("CSV"))],
        initial="xlsx",
        widget=forms.RadioSelect(attrs={"class": "govuk-radios--small govuk-radios--inline"}),
    )
    with_names = forms.BooleanField(
        label=_("With names and prison numbers"),
        help_text=_("Only for an organisation's own records. Keep the file where only its workers reach it."),
        required=False,
    )

    def __init__(self, *args: Any, scopes: dict[str, Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.scopes = scopes
        field = self.fields["whose"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 tells the type checker
        field.choices = [(key, str(scope)) for key, scope in scopes.items()]
        if not any(isinstance(scope, Organisation) for scope in scopes.values()):
            del self.fields["with_names"]

    def facts(self) -> dict[str, Any]:
        """Return the arguments of `ask_for_export`."""
        scope = self.scopes[self.cleaned_data["whose"]]
        kind = "prison" if isinstance(scope, Prison) else "organisation"
        facts = {name: value for name, value in self.cleaned_data.items() if name != "whose"}
        return {kind: scope, **facts}


def _scopes(request: HttpRequest) -> dict[str, Any]:
    """Return the prisons and organisations whose referrals the user may take out. Raises Http404 for none."""
    prisons = guardian.allowed(request.user, OVERSEE_REFERRALS, Prison.objects.order_by("name"))
    organisations = guardian.allowed(request.user, ANSWER_REFERRALS, Organisation.objects.order_by("name"))
    scopes: dict[str, Any] = {str(each.pk): each for each in (*prisons, *organisations)}
    if not scopes:
        raise Http404
    return scopes


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def exports(request: HttpRequest) -> HttpResponse:
    """Ask for a file, and list those asked for before."""
    scopes = _scopes(request)
    today = timezone.localdate()
    first = {"sent_from": date(today.year, 1, 1), "sent_to": today, "whose": next(iter(scopes))}
    form = ExportForm(request.POST or None, scopes=scopes, initial=first)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form, NotPossible):
            asked = ask_for_export(by=request.user, **form.facts())
            return redirect("referrals:export", pk=asked.pk)
    mine = MilestoneExport.objects.visible_to(request.user).defer("content").select_related("prison", "organisation")
    return render(request, "referrals/exports/list.html", {"form": form, "exports": list(mine[:20])})


@never_cache
@require_safe
def export(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Say how far a file is; somebody who leaves is told when it is ready."""
    mine = MilestoneExport.objects.visible_to(request.user).defer("content").select_related("prison", "organisation")
    found = get_object_or_404(mine, pk=pk)
    is_moving = found.state in (MilestoneExport.State.WAITING, MilestoneExport.State.WORKING)
    return render(request, "referrals/exports/export.html", {"export": found, "is_moving": is_moving})


@never_cache
@require_safe
def export_file(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Give the file."""
    _scopes(request)
    found = get_object_or_404(MilestoneExport.objects.visible_to(request.user).defer("content"), pk=pk)
    try:
        content = take_file(export=found, by=request.user)
    except NotPossible as error:
        raise Http404 from error
    response = HttpResponse(content, content_type=CONTENT_TYPES[found.ending])
    response["Content-Disposition"] = f'attachment; filename="referrals-{found.sent_to:%Y-%m-%d}.{found.ending}"'
    return response
