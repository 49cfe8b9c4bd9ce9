"""What administrators look at: why a service stands where it stands, and which words the finder should learn."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.contrib import messages
from django.db.models import Sum
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from directory.models import Need
from search import actions
from search.finder import find
from search.forms import FinderForm
from search.models import FinderUse, HeardState, HeardWord, LearningSettings, RankingWeights, UnmetSearch, UseKind
from search.permissions import check_administrator, open_prison
from search.policies import NotPossible
from search.types import Answer
from search.vocabulary import Vocabulary, current

SHOWN = 20
LOOKED_BACK = 90
MOST_NEEDS = 15
#: The parts of the ranking formula with what each one says.
PARTS = (
    ("fit", gettext_lazy("Fit")),
    ("suits", gettext_lazy("Suits")),
    ("availability", gettext_lazy("Availability")),
    ("freshness", gettext_lazy("Freshness")),
    ("soon", gettext_lazy("Soon")),
    ("replies", gettext_lazy("Replies")),
)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def ranking(request: HttpRequest, code: str) -> HttpResponse:
    """Show for a question how many points each part of the ranking gave each service. Typed words stay in the POST."""
    check_administrator(request.user)
    prison = open_prison(code)
    lists = current()
    form = FinderForm(request.POST, prison=prison, for_staff=True, lists=lists)
    answer = None
    if request.method == "POST" and form.is_valid():
        answer = find(form.query(limit=SHOWN, page=1), user=request.user)
    edit = RankingWeights.snippet_viewset.get_url_name("edit")  # type: ignore[attr-defined]
    weights_url = reverse(edit, args=[RankingWeights.load().pk])
    context = {"prison": prison, "form": form, "answer": answer, "weights_url": weights_url}
    if answer is not None:
        context |= {"headers": _headers(lists), "rows": _rows(answer), "read": _read(answer)}
    return render(request, "search/ranking.html", context)


def _headers(lists: Vocabulary) -> list[tuple[str, bool]]:
    points = [(f"{label} ({getattr(lists.weights, name)})", True) for name, label in PARTS]
    return [(_("Service"), False), (_("Points"), True), (_("Why"), False), *points]


def _rows(answer: Answer) -> list[list[tuple[str, bool]]]:
    """Return a row for each service: its place and name, its points, the reasons, and each part's points."""
    return [
        [
            (f"{place}. {hit.page.title}", False),
            (f"{hit.score:.1f}", True),
            ("; ".join([*([_("Lifted: best for one of several needs")] if hit.is_lifted else []), *hit.why]), False),
            *((f"{hit.parts.get(name, 0):.1f}", True) for name, _label in PARTS),
        ]
        for place, hit in enumerate(answer.hits, start=1)
    ]


def _read(answer: Answer) -> list[tuple[str, str]]:
    """Return what was read from the words: each need with how far that is trusted."""
    by = {"word": _("by a word"), "spelling": _("by a misspelt word"), "hand": _("ticked")}
    named = [
        (need.label, _("ruled out") if need.negated else f"{by[need.by]}, {need.strength:.0%}") for need in answer.needs
    ]
    return named + [(need.label, _("a guess, {share}").format(share=f"{share:.0%}")) for need, share in answer.guesses]


@dataclass(frozen=True)
class _Share:
    """A count with its share of all searches."""

    label: str
    count: int
    share: int


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def learning(request: HttpRequest) -> HttpResponse:
    """Show how the finder is used, in counts, and let unknown words be accepted or set aside."""
    check_administrator(request.user)
    lists = current()
    if request.method == "POST":
        return _decide(request, lists)
    since = timezone.localdate() - timedelta(days=LOOKED_BACK)
    used = FinderUse.objects.filter(day__gte=since).values_list("kind", "key").annotate(total=Sum("count"))
    counts = {(kind, key): total for kind, key, total in used}
    searches = counts.get((UseKind.SEARCH, ""), 0)
    unmet = UnmetSearch.objects.filter(day__gte=since).exclude(kind="blocked").aggregate(total=Sum("count"))["total"]
    return render(
        request,
        "search/learning.html",
        {
            "searches": searches,
            "in_vain": _Share("", unmet or 0, _per_cent(unmet or 0, searches)),
            "needs": _needs(counts, lists, searches),
            "places": _places(counts),
            "words": _words(),
            "choices": [(need.slug, need.label) for need in lists.needs.values() if need.slug not in lists.children],
            "days": LOOKED_BACK,
        },
    )


def _words() -> list[tuple[HeardWord, Need | None]]:
    """Return the words that wait, each with the need that was mostly looked for next, where that is known."""
    at_least = LearningSettings.load().choices_before_suggested
    found = HeardWord.objects.filter(state=HeardState.OPEN).exclude(word="").prefetch_related("meanings__need")
    return [(heard, heard.likely_need(at_least)) for heard in found]


def _decide(request: HttpRequest, lists: Vocabulary) -> HttpResponse:
    word = get_object_or_404(HeardWord, pk=_key(request.POST.get("word", "")))
    need = lists.needs.get(request.POST.get("need", ""))
    try:
        if "ignore" in request.POST:
            actions.ignore_word(word=word, by=request.user)
            messages.success(request, _("The word is set aside and will not be suggested again."))
        elif need:
            actions.accept_word(word=word, need=need, by=request.user)
            messages.success(request, _("The finder knows the word now."))
        else:
            messages.error(request, _("Choose the need that the word means, then press Accept."))
    except NotPossible as problem:
        messages.error(request, str(problem))
    return redirect("search:learning")


def _key(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Http404 from None


def _needs(counts: dict[tuple[str, str], int], lists: Vocabulary, searches: int) -> list[_Share]:
    found = [(key, total) for (kind, key), total in counts.items() if kind == UseKind.NEED and key in lists.needs]
    most = sorted(found, key=lambda item: (-item[1], item[0]))[:MOST_NEEDS]
    return [_Share(lists.needs[key].label, total, _per_cent(total, searches)) for key, total in most]


def _places(counts: dict[tuple[str, str], int]) -> list[_Share]:
    """Return how often each place in the list was chosen: the first ones, when the ranking is good."""
    found = {int(key): total for (kind, key), total in counts.items() if kind == UseKind.CHOSEN and key.isdecimal()}
    every = sum(found.values())
    return [_Share(str(place), found[place], _per_cent(found[place], every)) for place in sorted(found)]


def _per_cent(part: int, whole: int) -> int:
    return round(100 * part / whole) if whole else 0
