"""Before the form: which services, whether they take people now, whether they are for the person, no duplicates."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.labels import role_label
from accounts.roles import REFER
from directory.models import Need, Prison, ServicePage
from referrals.actions.people import know_person, look_up
from referrals.actions.refer import Blocked, start_bundle
from referrals.alternatives import alternatives, count_blocked
from referrals.enums import CLOSED, Source, Status
from referrals.models import Person, Referral
from referrals.policies import NotPossible, check_can_be_referred_to
from referrals.refer_forms import ACCT_DEFAULTS, CheckForm
from referrals.suitability import Suitability
from referrals.views.refer import remember_blocked

#: As many as a shortlist holds.
MOST = 20
_COUNTED = "referrals_counted"


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
    """Check before the form. The services stand in the address; the person's number is typed and sent in the body."""
    return _Start(request, prison_where_refers(request.user, code)).respond()


@dataclass
class _Start:
    """One request to the check before the form."""

    request: HttpRequest
    prison: Prison
    blocked: list[Blocked] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.request.scope_name = self.prison.name  # type: ignore[attr-defined]
        asked = self.request.GET
        self.source = Source(asked["source"]) if asked.get("source") in Source.values else Source.WING
        self.needs = list(Need.objects.active().filter(slug__in=asked.getlist("need")[:MOST]))
        self.left_out = set(_keys(asked.getlist("out")))
        self.instead = self._instead(asked.get("instead", ""))

    def _instead(self, key: str) -> Referral | None:
        """Return the user's own ended or unanswered referral that this one replaces."""
        keys = _keys([key])
        own = Referral.objects.followed_by(self.request.user).filter(pk__in=keys, prison=self.prison)
        return own.filter(status__in=[*CLOSED, Status.RETURNED]).exclude(person=None).select_related("person").first()

    @cached_property
    def asked(self) -> list[ServicePage]:
        """Return the services in the address, in its order."""
        keys = _keys(self.request.GET.getlist("service"))[:MOST]
        found = ServicePage.objects.visible_to(self.request.user).in_prison(self.prison).with_listing_facts()
        by_key = {page.translation_key: page for page in found.filter(translation_key__in=keys)}
        return [by_key[key] for key in dict.fromkeys(keys) if key in by_key]

    @cached_property
    def open_services(self) -> list[ServicePage]:
        """Return those that take people now; the others are put among the blocked."""
        taking = []
        for service in self.asked:
            if service.translation_key in self.left_out:
                self.blocked.append(Blocked(service, _("You left it out: it is not for this person."), "unsuitable"))
                continue
            try:
                check_can_be_referred_to(service)
            except NotPossible as problem:
                self.blocked.append(Blocked(service, str(problem), problem.code))
                self._count_once(service, problem.code)
            else:
                taking.append(service)
        return taking

    def _count_once(self, service: ServicePage, code: str) -> None:
        """Count a blocked attempt once a day and session, however often the page is looked at."""
        mark = f"{timezone.localdate()} {service.pk}"
        counted = self.request.session.get(_COUNTED, [])
        if mark not in counted and count_blocked(service, self._needs_of(service), code):
            self.request.session[_COUNTED] = [*counted[-MOST:], mark]

    def _needs_of(self, service: ServicePage) -> list[Need]:
        own = {need.pk for need in service.needs.all()}
        return [need for need in self.needs if need.pk in own]

    def respond(self) -> HttpResponse:
        """Let services be chosen, leave one out, or check and start the drafts."""
        if not self.asked:
            return self._choose()
        if "unsuitable" in self.request.POST:
            self._leave_out()
        services = self.open_services
        conditions = Suitability(self.prison)
        with_facts = [(service, conditions.facts(service)) for service in services]
        form = self._form(with_facts)
        if form.is_bound and services and form.is_valid():
            bundle = self._begin(services, form)
            if bundle is not None:
                return redirect("referrals:draft", bundle=bundle)
            with_facts = []
        return render(self.request, "referrals/refer/start.html", self._context(form, with_facts))

    def _form(self, services: list[tuple[ServicePage, list[str]]]) -> CheckForm:
        """Return the form; leaving a service out sends nothing yet and loses nothing that was typed."""
        sent = self.request.POST
        return CheckForm(
            sent if self.request.method == "POST" and "unsuitable" not in sent else None,
            services=services,
            one_tick=self.source == Source.ACCT_REVIEW,
            known=self.instead is not None,
            initial={"prison_number": sent.get("prison_number", "")},
        )

    def _begin(self, services: list[ServicePage], form: CheckForm) -> UUID | None:
        """Start the drafts; return None when no service takes the person, with the reasons among the blocked."""
        bundle, blocked = start_bundle(
            services=services,
            person=self._person(form),
            source=self.source,
            by=self.request.user,
            needs=self.needs,
            instead_of=self.instead,
            **self._defaults(),
        )
        self.blocked += blocked
        if len(blocked) == len(services):
            return None
        remember_blocked(self.request, bundle, self.blocked)
        return bundle

    def _person(self, form: CheckForm) -> Person | None:
        if self.instead is not None:
            return self.instead.person
        number = form.cleaned_data["prison_number"]
        known = look_up(prison=self.prison, by=self.request.user, prison_number=number)
        return known or know_person(prison=self.prison, by=self.request.user, prison_number=number)

    def _defaults(self) -> dict[str, Any]:
        """Return what a draft starts with: the user's role and last extension, and on the ACCT route the rest."""
        last = Referral.objects.followed_by(self.request.user).exclude(referrer_extension="").first()
        return (ACCT_DEFAULTS if self.source == Source.ACCT_REVIEW else {"agreement_language": "English"}) | {
            "agreement_explained_by": role_label(self.request.user, self.prison),
            "referrer_extension": last.referrer_extension if last else "",
        }

    def _leave_out(self) -> None:
        """Leave out a service that is not for the person, and count that as a need not met."""
        for service in self.asked:
            if str(service.translation_key) == self.request.POST["unsuitable"]:
                self.left_out.add(service.translation_key)
                self._count_once(service, "unsuitable")

    def _choose(self) -> HttpResponse:
        """Let staff tick services where the address names none."""
        listed = ServicePage.objects.live().in_prison(self.prison).filter(never_by_name=False)
        services = listed.select_related("organisation", "status").order_by("title")
        context = {"prison": self.prison, "services": services, "source": self.source, "instead": self.instead}
        return render(self.request, "referrals/refer/choose.html", context)

    def _context(self, form: CheckForm, services: list[tuple[ServicePage, list[str]]]) -> dict[str, Any]:
        return {
            "form": form,
            "prison": self.prison,
            "services": [(service, facts, _ticks(form, service)) for service, facts in services],
            "is_acct": self.source == Source.ACCT_REVIEW,
            "blocked": [self._stop(problem) for problem in self.blocked],
            "instead": self.instead,
            "action": self.address(self.asked, out=sorted(self.left_out)),
        }

    def _stop(self, problem: Blocked) -> dict[str, Any]:
        """Return a blocked service with its reason and what to refer to instead."""
        others = alternatives(problem.service, self._needs_of(problem.service), user=self.request.user)
        kept = [service for service in self.open_services if service.pk != problem.service.pk]
        new_ones = [page for page in others if page.pk not in {service.pk for service in self.asked}]
        return {
            "service": problem.service,
            "reason": problem.reason,
            "is_duplicate": problem.code == "duplicate",
            "others": [(page, self.address([*kept, page])) for page in new_ones],
        }

    def address(self, services: Iterable[ServicePage], out: Iterable[UUID] = ()) -> str:
        """Return the address of this page for other services."""
        pairs = [("service", str(service.translation_key)) for service in services]
        pairs += [("out", str(key)) for key in out]
        pairs += [("need", need.slug) for need in self.needs]
        pairs += [("source", self.source.value)]
        pairs += [("instead", str(self.instead.pk))] if self.instead else []
        return f"{reverse('referrals:start', args=[self.prison.code])}?{urlencode(pairs)}"


def _ticks(form: CheckForm, service: ServicePage) -> Any:
    """Return the field with the conditions of one service; None where there is none."""
    name = f"suits-{service.pk}"
    return form[name] if name in form.fields else None


def _keys(texts: list[str]) -> list[UUID]:
    """Return the texts that are keys."""
    keys = []
    for text in texts:
        try:
            keys.append(UUID(text))
        except ValueError:
            continue
    return keys
