"""What an administrator sees while an emergency view lasts: where the referrals of one prison are."""

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts import guardian
from core import audit
from directory.models import Prison
from referrals.models import Referral

PER_PAGE = 25


@never_cache
@require_safe
def emergency(request: HttpRequest) -> HttpResponse:
    """List the sent referrals of the prison by reference; each leads to its page, where the look is recorded."""
    prison = guardian.in_emergency(request.user, Prison.objects.all()).first()
    if prison is None:
        raise Http404
    found = Referral.objects.visible_to(request.user).filter(prison=prison).exclude(sent_at=None)
    listed = found.select_related("organisation").order_by("-sent_at", "pk")
    page = Paginator(listed, PER_PAGE).get_page(request.GET.get("page"))
    audit.record("referral.listed-in-emergency", by=request.user, scope=prison, shown=page)
    return render(request, "referrals/emergency.html", {"prison": prison, "page": page})
