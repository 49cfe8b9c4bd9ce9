"""Which services somebody is to be referred to: those that take people now and are for them, and why others are not."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from directory.models import Need, Prison, ServicePage
from referrals.actions.people import is_number, look_up, tidy_number
from referrals.actions.refer import Blocked
from referrals.alternatives import Ticked, alternatives, count_blocked, ticked
from referrals.enums import CLOSED, Source, Status
from referrals.models import Person, Referral
from referrals.policies import NotPossible, check_can_be_referred_to, check_no_open_referral

#: As many as a shortlist holds.
MOST = 20
_COUNTED = "referrals_counted"


@dataclass
class Services:
    """What one request asks for: the services in its address, checked by what is known before anything is typed."""

    request: HttpRequest
    prison: Prison
    blocked: list[Blocked] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.request.scope_name = self.prison.name  # type: ignore[attr-defined]
        asked = self.request.GET
        self.source = Source(asked["source"]) if asked.get("source") in Source.values else Source.WING
        self.needs = list(Need.objects.active().filter(slug__in=asked.getlist("need")[:MOST]))
        self.left_out = set(keys_in(asked.getlist("out")))
        self.instead = self._instead(asked.get("instead", ""))
        self.asked = self._visible(keys_in(asked.getlist("service"))[:MOST])

    def _instead(self, key: str) -> Referral | None:
        """Return the user's own ended or unanswered referral that this one replaces."""
        keys = keys_in([key])
        own = Referral.objects.followed_by(self.request.user).filter(pk__in=keys, prison=self.prison)
        return own.filter(status__in=[*CLOSED, Status.RETURNED]).exclude(person=None).select_related("person").first()

    def _visible(self, keys: list[UUID]) -> list[ServicePage]:
        """Return the services with these keys that the user may see here, in their order."""
        found = ServicePage.objects.visible_to(self.request.user).in_prison(self.prison).with_listing_facts()
        by_key = {page.translation_key: page for page in found.filter(translation_key__in=keys)}
        return [by_key[key] for key in dict.fromkeys(keys) if key in by_key]

    @cached_property
    def known(self) -> Ticked:
        """Return what was ticked about the person in the finder, and which of the services are not for them."""
        return ticked(self.prison, self.request.GET, self.asked)

    @cached_property
    def open_services(self) -> list[ServicePage]:
        """Return those that take people now and are for the person; the others are put among the blocked."""
        taking = []
        for service in self.asked:
            problem = self._problem(service)
            if problem is None:
                taking.append(service)
            else:
                self.block(problem)
        return taking

    def _problem(self, service: ServicePage) -> Blocked | None:
        if service.translation_key in self.left_out:
            return Blocked(service, _("You left it out: it is not for this person."), "unsuitable")
        try:
            check_can_be_referred_to(service)
        except NotPossible as problem:
            return Blocked(service, str(problem), problem.code)
        if reason := self.known.unsuitable.get(service.pk):
            words = _("By what you ticked about the person it is not for them: %(reason)s.") % {"reason": reason}
            return Blocked(service, words, "unsuitable")
        return None

    def block(self, problem: Blocked) -> None:
        """Put a service among the blocked, and count it."""
        self.blocked.append(problem)
        count_once(self.request, problem.service, self._needs_of(problem.service), problem.code)

    def block_duplicates(self) -> None:
        """Take away the services to which the person has an open referral already, and put them among the blocked."""
        for service in list(self.open_services) if self.person is not None else ():
            try:
                check_no_open_referral(service, self.person)
            except NotPossible as problem:
                self.block(Blocked(service, str(problem), problem.code))
                self.open_services.remove(service)

    @cached_property
    def person(self) -> Person | None:
        """Return the person: of the referral that this one replaces, or the one whose number was typed, where known."""
        if self.instead is not None:
            return self.instead.person
        number = tidy_number(self.request.POST.get("prison_number", ""))
        if not is_number(number):  # the form says what is wrong with it
            return None
        return look_up(prison=self.prison, by=self.request.user, prison_number=number)

    def leave_out(self) -> None:
        """Leave out the service whose button was pressed, where one was."""
        keys = keys_in([self.request.POST.get("unsuitable", "")])
        self.left_out |= {service.translation_key for service in self.asked} & set(keys)

    def take_instead(self) -> bool:
        """Put the service whose button was pressed in the place of those that cannot be; say whether one was."""
        chosen = self._visible(keys_in([self.request.POST.get("other", "")]))
        if not chosen:
            return False
        self.block_duplicates()
        self.asked = list({page.pk: page for page in [*self.open_services, *chosen]}.values())
        self.blocked.clear()
        for name in ("open_services", "known"):
            self.__dict__.pop(name, None)
        return True

    def defaults(self) -> dict[str, Any]:
        """Return what a draft starts with: the user's last extension, and the language that was ticked."""
        last = Referral.objects.followed_by(self.request.user).exclude(referrer_extension="").first()
        return {
            "referrer_extension": last.referrer_extension if last else "",
            "preferred_language": self.known.language,
        }

    def choose(self) -> HttpResponse:
        """Let staff tick services where the address names none."""
        listed = ServicePage.objects.live().in_prison(self.prison).filter(never_by_name=False)
        services = listed.select_related("organisation", "status").order_by("title")
        context = {"prison": self.prison, "services": services, "source": self.source, "instead": self.instead}
        return render(self.request, "referrals/refer/choose.html", context)

    def context(self) -> dict[str, Any]:
        """Return what every page of the check shows."""
        open_services = self.open_services  # asked first, because it says what is blocked
        return {
            "prison": self.prison,
            "services": [(service, None) for service in open_services],
            "blocked": [self._stop(problem) for problem in self.blocked],
            "known": self.known,
            "instead": self.instead,
            "action": self.address(self.asked),
        }

    def _stop(self, problem: Blocked) -> dict[str, Any]:
        """Return a blocked service with its reason and what to refer to instead."""
        others = alternatives(problem.service, self._needs_of(problem.service), user=self.request.user)
        asked = {service.pk for service in self.asked}
        return {
            "service": problem.service,
            "reason": problem.reason,
            "is_duplicate": problem.code == "duplicate",
            "others": [page for page in others if page.pk not in asked],
        }

    def _needs_of(self, service: ServicePage) -> list[Need]:
        own = {need.pk for need in service.needs.all()}
        return [need for need in self.needs if need.pk in own]

    def address(self, services: Iterable[ServicePage]) -> str:
        """Return the address of this page for services. It names no one: keys, and slugs of public lists."""
        pairs = [pair for service in services for pair in _service(service)]
        pairs += [("out", str(key)) for key in sorted(self.left_out)]
        pairs += [("need", need.slug) for need in self.needs]
        pairs += [("source", self.source.value), *self.known.pairs]
        pairs += [("instead", str(self.instead.pk))] if self.instead else []
        return f"{reverse('referrals:start', args=[self.prison.code])}?{urlencode(pairs)}"


def count_once(request: HttpRequest, service: ServicePage, needs: Iterable[Need], code: str) -> None:
    """Count an attempt in vain once a day and session, however often the page is looked at."""
    mark = f"{timezone.localdate()} {service.pk} {code}"
    counted = request.session.get(_COUNTED, [])
    if mark not in counted and count_blocked(service, needs, code):
        request.session[_COUNTED] = [*counted[-MOST:], mark]


def others_than(referral: Referral, *, user: Any, **more: str) -> list[tuple[ServicePage, str]]:
    """Return other services for the needs of a referral, each with the address where somebody is referred to it."""
    needs = list(referral.needs.all())
    said = [("source", referral.source), *more.items(), *(("need", need.slug) for need in needs)]
    start = reverse("referrals:start", args=[referral.prison_id])
    found = alternatives(referral.service, needs, user=user)
    return [(page, f"{start}?{urlencode([*_service(page), *said])}") for page in found]


def _service(page: ServicePage) -> list[tuple[str, str]]:
    return [("service", str(page.translation_key))]


def keys_in(texts: list[str]) -> list[UUID]:
    """Return the texts that are keys."""
    keys = []
    for text in texts:
        try:
            keys.append(UUID(text))
        except ValueError:
            continue
    return keys
