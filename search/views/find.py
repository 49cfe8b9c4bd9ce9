"""The finder and the ACCT review: one question, one list of answers, drawn wide or compact.

What is typed travels in the body of a POST and is answered at once, so that it reaches no address, history or
log. Everything else (needs, who, how) is slugs of public lists and travels in links.
"""

import re
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods
from django_htmx.http import replace_url

from core.people import is_administrator
from directory.models import Need, Prison, ServicePage
from search import sync
from search.actions import record_chosen, record_search
from search.addresses import Address, address_of
from search.backends import Offers, backend
from search.counting import Asker
from search.finder import find
from search.forms import FinderForm
from search.permissions import may_refer, open_prison, prison_of_staff, sees_staff_details
from search.presenters import Card, card
from search.shortlist import Shortlist
from search.types import Answer
from search.vocabulary import current

PER_PAGE = 10
MOST_PAGES = 1000
#: Sent by a refreshed page when the question has stood for some seconds.
_SETTLED = "settled"
_SHORTLIST_BUTTONS = ("add", "remove", "up", "down", "clear")


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def find_help(request: HttpRequest, code: str) -> HttpResponse:
    """Find who can help in one prison. Open to all; times, rooms and contacts only for its staff."""
    prison = open_prison(code)
    path = reverse("search:find", args=[prison.code])
    return _Screen(request, prison, path, for_staff=sees_staff_details(request.user, prison)).respond(
        "search/finder.html"
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def acct_review(request: HttpRequest, code: str) -> HttpResponse:
    """One screen for a review with the person in the room. For staff of the prison only."""
    prison = prison_of_staff(request.user, code)
    path = reverse("search:acct", args=[prison.code])
    return _Screen(request, prison, path, for_staff=True, is_acct=True).respond("search/acct.html")


@dataclass(frozen=True)
class _Button:
    """A button of the shortlist that was pressed, and the listing that it stands at."""

    name: str
    page_id: int

    @property
    def anchor(self) -> str:
        """Where the screen should stand afterwards."""
        return f"#service-{self.page_id}" if self.name == "add" else "#shortlist"


@dataclass
class _Screen:
    """One request to either screen."""

    request: HttpRequest
    prison: Prison
    path: str
    for_staff: bool
    is_acct: bool = False

    def __post_init__(self) -> None:
        self.data = _without_words_in_address(self.request)
        self.lists = current()
        self.form = FinderForm(self.data, prison=self.prison, for_staff=self.for_staff, lists=self.lists)
        self.form.full_clean()
        self.shortlist = Shortlist(self.request.session, self.prison) if self.for_staff else None
        self.page_number = _whole_number(self.data.get("page"), most=MOST_PAGES) or 1
        self.asker = Asker.of(self.request)

    def respond(self, template: str) -> HttpResponse:
        """Do what a button asks, then answer: by a redirect where nothing was typed, else at once."""
        self.request.scope_name = self.prison.name  # type: ignore[attr-defined]
        button = self._press()
        is_refresh = bool(getattr(self.request, "htmx", False))
        typed = bool(self.form.cleaned_data.get("text"))
        if self.request.method == "POST" and not typed and not is_refresh and self.form.is_valid():
            self._count_place(button)
            return self._redirect(button)
        if self.answer is not None and self._is_settled(button, is_refresh) and self._is_a_search:
            record_search(text=self.form.cleaned_data.get("text", ""), answer=self.answer, asker=self.asker)
        self._count_place(button)
        if is_refresh and _SETTLED in self.data:
            # Sent by itself after a pause: it shows nothing, and does not prolong the session.
            self.request.asks_only = True  # type: ignore[attr-defined]
            return HttpResponse(status=204)
        address = address_of(self.path, self.form, self.answer)
        context = self._context(self.answer, address)
        if not is_refresh:
            return render(self.request, template, context)
        context["is_refresh"] = True
        return replace_url(render(self.request, "search/_refresh.html", context), str(address))

    @cached_property
    def answer(self) -> Answer | None:
        """What the finder says, or None where nothing was asked."""
        if not self._asks:
            return None
        return find(self.form.query(limit=PER_PAGE, page=self.page_number), user=self.request.user)

    def _is_settled(self, button: "_Button | None", is_refresh: bool) -> bool:
        """Whether somebody means what was asked: they sent it, left it standing, or chose a service from it.

        Refreshes while they type are not counted, nor what they do with the shortlist afterwards.
        """
        if button:
            return button.name == "add"
        return not is_refresh or _SETTLED in self.data

    @property
    def _asks(self) -> bool:
        """Whether anything was asked: an untouched screen searches for nothing."""
        return "all" in self.data or bool(self.form.cleaned_data.get("text") or address_of("", self.form).pairs)

    @property
    def _is_a_search(self) -> bool:
        """Whether somebody asked: by sending words, or as staff by a trigger or a link. Robots follow links too."""
        return self.page_number == 1 and (self.request.method == "POST" or self.for_staff)

    def _press(self) -> "_Button | None":
        """Carry out a button of the shortlist and return it."""
        if self.request.method != "POST" or self.shortlist is None:
            return None
        name = next((name for name in _SHORTLIST_BUTTONS if name in self.data), "")
        page_id = _whole_number(self.data.get(name), most=2**31 - 1) or 0
        if name == "clear":
            self.shortlist.clear()
        elif name == "add" and self._is_listed(page_id):
            self.shortlist.add(page_id)
        elif name == "remove":
            self.shortlist.remove(page_id)
        elif name in ("up", "down"):
            self.shortlist.move(page_id, by=-1 if name == "up" else 1)
        return _Button(name, page_id) if name else None

    def _count_place(self, button: "_Button | None") -> None:
        """Count the place in the list from which a service was chosen."""
        if button is None or button.name != "add" or self.answer is None:
            return
        for place, hit in enumerate(self.answer.hits, start=self.answer.query.offset + 1):
            if hit.page.pk == button.page_id:
                record_chosen(place=place, page=hit.page, answer=self.answer, asker=self.asker)

    def _is_listed(self, page_id: int) -> bool:
        found = ServicePage.objects.visible_to(self.request.user).live().in_prison(self.prison)
        return found.filter(pk=page_id).exists()

    def _redirect(self, button: "_Button | None") -> HttpResponse:
        address = address_of(self.path, self.form)
        if not address.pairs and (button is None or "all" in self.data):
            address = address.with_("all", "1")
        return HttpResponseRedirect(f"{address}{button.anchor if button else ''}", status=303)

    def _context(self, answer: Answer | None, address: Address) -> dict[str, Any]:
        if self._offers is not None:
            self.form.count_modes(self._offers.modes)
        chosen = self.shortlist.pages(self.request.user) if self.shortlist is not None else []
        return {
            "is_acct": self.is_acct,
            "prison": self.prison,
            "form": self.form,
            "path": self.path,
            "for_staff": self.for_staff,
            "answer": answer,
            "cards": self._cards(answer) if answer else [],
            "chips": self._chips(answer, address) if answer else [],
            "ruled_out": self._ruled_out(answer, address) if answer else [],
            "tiles": self._tiles(address),
            "narrower": self._narrower(answer, address) if answer else [],
            "nearest": [(need, address.only_needs(need.slug)) for need in answer.nearest_needs] if answer else [],
            "pages": self._pages(answer) if answer else None,
            "may_see_points": is_administrator(self.request.user),
            "typed": bool(self.form.cleaned_data.get("text")),
            "who_count": self._count(self.form.WHO),
            "how_count": self._count(self.form.HOW),
            "ticked_needs": self.form.cleaned_data["need"],
            "asked_needs": [need.slug for need in answer.needs if not need.negated] if answer else [],
            "who_query": self._who_query(answer),
            "may_refer": self.for_staff and may_refer(self.request.user, self.prison),
            "shows_all": "all" in self.data,
            "shortlist": chosen,
            "shortlist_is_full": self.shortlist is not None and self.shortlist.is_full,
        }

    def _who_query(self, answer: Answer | None) -> str:
        """Return what is known of the person as the end of an address, so that a referral can be checked by it."""
        pairs = [(name, value) for name, value, _label in self.form.chosen_about_person()]
        pairs += [("group", slug) for slug in (answer.groups if answer else ())]
        return "".join(f"&{urlencode([pair])}" for pair in dict.fromkeys(pairs))

    def _count(self, names: tuple[str, ...]) -> int:
        return sum(1 for name, _value, _label in self.form.chosen() if name in names)

    def _cards(self, answer: Answer) -> list[Card]:
        today = timezone.localdate()
        return [
            card(
                hit,
                request=self.request,
                rules=self.lists.review_rules,
                for_staff=self.for_staff,
                shortlisted=self.shortlist is not None and hit.page.pk in self.shortlist,
                today=today,
            )
            for hit in answer.hits
        ]

    def _chips(self, answer: Answer, address: Address) -> list[dict[str, str]]:
        """Return what was understood and chosen, each with the address without it."""
        needs = [("need", need.slug, need.label) for need in answer.needs if not need.negated]
        groups = dict(self.form.fields["group"].choices)  # type: ignore[attr-defined]
        recognised = [("group", slug, groups[slug]) for slug in answer.groups if slug in groups]
        return [
            {"label": str(label), "remove_url": str(address.without(name, value))}
            for name, value, label in dict.fromkeys([*needs, *self.form.chosen(), *recognised])
        ]

    def _tiles(self, address: Address) -> list[dict[str, Any]]:
        """Return the ACCT triggers, or in the finder the headings, each with the address that adds it."""
        needs = self.lists.needs.values()
        if self.is_acct:
            shown = sorted((need for need in needs if need.is_acct_trigger), key=lambda need: need.trigger_order or 0)
        else:
            shown = [need for need in needs if need.parent_id is None]
        ticked = {value for name, value in address.pairs if name == "need"}
        return [self._tile(need, address, need.slug in ticked) for need in shown]

    def _tile(self, need: Need, address: Address, is_on: bool) -> dict[str, Any]:
        step = address.without("need", need.slug) if is_on else address.with_("need", need.slug)
        return {"need": need, "url": f"{step}#results", "is_on": is_on, "services": self._services(need.slug)}

    def _services(self, slug: str) -> int | None:
        """Return how many services the prison has for a need; None for a heading, which is more than its own."""
        if self._offers is None or slug in self.lists.children:
            return None
        return self._offers.needs.get(slug, 0)

    @cached_property
    def _offers(self) -> Offers | None:
        """The services for each need and way. Before a prison opens none are counted: not all may see its listings."""
        sync.flush()
        return backend().offers(self.prison.pk) if self.prison.is_open else None

    def _narrower(self, answer: Answer, address: Address) -> list[tuple[Need, Address, int | None]]:
        """Return the needs below a heading that was asked for, so that it can be narrowed down."""
        asked = [need.slug for need in answer.needs if not need.negated]
        below = [(slug, child) for slug in asked for child in self.lists.children.get(slug, ()) if child not in asked]
        return [
            (self.lists.needs[child], address.without("need", slug).with_("need", child), self._services(child))
            for slug, child in below
        ]

    def _ruled_out(self, answer: Answer, address: Address) -> list[tuple[Need, Address]]:
        """Return the needs that the words say are not meant, each with the address that looks for it all the same."""
        return [(need.need, address.with_("need", need.slug)) for need in answer.needs if need.negated]

    def _pages(self, answer: Answer) -> Page[int]:
        return Paginator(range(answer.total), PER_PAGE).get_page(self.page_number)


def _without_words_in_address(request: HttpRequest) -> QueryDict:
    """Return what was sent; words that somebody put into an address are dropped, not searched for."""
    if request.method == "POST":
        return request.POST
    sent = request.GET.copy()
    sent.pop("text", None)
    return sent


def _whole_number(text: str | None, *, most: int) -> int | None:
    """Return the number that a parameter holds, or None for anything but 1 to `most`."""
    if text is None or not re.fullmatch(r"[0-9]{1,10}", text):
        return None
    number = int(text)
    return number if 1 <= number <= most else None
