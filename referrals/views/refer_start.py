"""Before the standard form: which services, whether they are for the person, and whether they were referred already."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.roles import REFER
from directory.models import Prison, ServicePage
from referrals.actions.people import know_person
from referrals.actions.refer import start_bundle
from referrals.enums import Source
from referrals.refer_forms import CheckForm
from referrals.suitability import Suitability
from referrals.views.refer import remember_blocked
from referrals.views.refer_acct import AcctPage
from referrals.views.refer_services import Services

#: Buttons that change what is asked for and send nothing.
_CHANGES = ("unsuitable", "other")


def prison_where_refers(user: Any, code: str) -> Prison:
    """Return an open prison in which the user refers people. Raises Http404 for any other."""
    return get_object_or_404(Prison.objects.opened().where_allowed(user, REFER), code=code.upper())


@never_cache
@require_safe
def new(request: HttpRequest) -> HttpResponse:
    """Send staff of one prison on to it; let staff of several choose."""
    prisons = list(Prison.objects.opened().where_allowed(request.user, REFER))
    if not prisons:
        raise Http404
    query = f"?{request.GET.urlencode()}" if request.GET else ""
    if len(prisons) == 1:
        return redirect(reverse("referrals:start", args=[prisons[0].code]) + query)
    return render(request, "referrals/refer/prisons.html", {"prisons": prisons, "query": query})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest, code: str) -> HttpResponse:
    """Check, and on the ACCT route ask everything. Services stand in the address; who it is about is in the body."""
    prison = prison_where_refers(request.user, code)
    is_acct = request.GET.get("source") == Source.ACCT_REVIEW
    return (AcctPage if is_acct else _CheckPage)(request, prison).respond()


@dataclass
class _CheckPage(Services):
    """The check before the standard form: a tick for each condition, and the number."""

    def respond(self) -> HttpResponse:
        """Let services be chosen, leave one out, take another, or check and start the drafts."""
        if not self.asked:
            return self.choose()
        self.leave_out()
        if self.take_instead() and not self.request.POST.get("prison_number"):
            return redirect(self.address(self.asked))
        if self.instead is not None:
            self.block_duplicates()
        conditions = Suitability(self.prison)
        form = self._form([(service, conditions.facts(service)) for service in self.open_services])
        if form.is_bound and self.open_services and form.is_valid():
            bundle = self._begin(form)
            if bundle is not None:
                return redirect("referrals:draft", bundle=bundle)
        context = self.context() | {
            "form": form,
            "services": [(service, _ticks(form, service)) for service in self.open_services],
        }
        return render(self.request, "referrals/refer/start.html", context)

    def _form(self, services: list[tuple[ServicePage, list[str]]]) -> CheckForm:
        """Return the form; leaving a service out sends nothing yet and loses nothing that was typed."""
        sent = self.request.POST
        return CheckForm(
            sent if self.request.method == "POST" and not set(_CHANGES) & set(sent) else None,
            services=services,
            known=self.instead is not None,
            initial={"prison_number": sent.get("prison_number", "")},
        )

    def _begin(self, form: CheckForm) -> UUID | None:
        """Start the drafts; return None when no service takes the person, with the reasons among the blocked."""
        self.block_duplicates()
        if not self.open_services:
            return None
        number = form.cleaned_data.get("prison_number", "")
        bundle, blocked = start_bundle(
            services=self.open_services,
            person=self.person or know_person(prison=self.prison, by=self.request.user, prison_number=number),
            source=self.source,
            by=self.request.user,
            needs=self.needs,
            instead_of=self.instead,
            **self.defaults(),
        )
        remember_blocked(self.request, bundle, [*self.blocked, *blocked])
        return bundle


def _ticks(form: CheckForm, service: ServicePage) -> Any:
    """Return the field with the conditions of one service; None where there is none."""
    name = f"suits-{service.pk}"
    return form[name] if name in form.fields else None
