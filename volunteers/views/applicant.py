"""What an applicant and who speaks for them see behind their signed links: no account, no full name.

Opening a link changes nothing, because mail scanners open links too; every answer is a form.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from core import audit
from core.refusals import refusals_in
from core.throttle import is_allowed
from volunteers.actions.applying import withdraw
from volunteers.actions.references import APPLICANT_LABEL, MOST, REFEREE_LABEL, answer, decline, name_referee
from volunteers.enums import PIPELINE, TAKEN_ON, Stage
from volunteers.forms.applying import OwnRefereeForm, ReferenceForm
from volunteers.links import BrokenLink, has_ended, initials, read_application, read_reference
from volunteers.models import Application, Reference, StageRule, words_for
from volunteers.policies import NotPossible

#: Forms sent through one link in an hour; more is a machine.
ANSWERS_AN_HOUR = 40

View = Callable[..., HttpResponse]


def _behind(read: Callable[[str], Any]) -> Callable[[View], View]:
    """Give the view the row that the token opens, or say why the link does not work."""

    def decorate(view: View) -> View:
        @login_not_required
        @never_cache
        @wraps(view)
        def wrapped(request: HttpRequest, *, token: str) -> HttpResponse:
            try:
                row = read(token)
            except BrokenLink:
                return _noindex(render(request, "volunteers/applying/link_broken.html", status=404))
            if request.method == "POST" and not is_allowed(
                "applying", str(row.pk), limit=ANSWERS_AN_HOUR, seconds=3600
            ):
                return render(request, "429.html", status=429)
            return _noindex(view(request, row, token=token))

        return wrapped

    return decorate


def _may_answer(row: Any) -> bool:
    return is_allowed("applying", str(row.pk), limit=ANSWERS_AN_HOUR, seconds=3600)


def _noindex(response: HttpResponse) -> HttpResponse:
    response["X-Robots-Tag"] = "noindex"
    return response


@_behind(read_application)
@require_http_methods(["GET", "HEAD", "POST"])
def my_application(request: HttpRequest, application: Application, *, token: str) -> HttpResponse:
    """Show an applicant where they stand and what is next, and let them name who can speak for them."""
    names = application.stage == Stage.REFERENCES and application.references.count() < MOST
    form = OwnRefereeForm(request.POST or None) if names else None
    if request.method == "POST" and form is not None and form.is_valid():
        said = {name: form.cleaned_data[name] for name in ("name", "email", "known_as")}
        with refusals_in(form, NotPossible):
            name_referee(application=application, by=None, **said)
            messages.success(request, "Thank you. We have asked them, and tell them nothing but that they were named.")
            return redirect("volunteers:my_application", token=token)
    prison = application.position.prison
    audit.record("application.viewed", about=application, scope=prison, actor_label=APPLICANT_LABEL)
    return render(request, "volunteers/applying/mine.html", _standing(application, form, token))


def _standing(application: Application, form: OwnRefereeForm | None, token: str) -> dict[str, Any]:
    rules = {rule.stage: rule for rule in StageRule.objects.all()}
    return {
        "application": application,
        "words": words_for(application),
        "rule": rules.get(application.stage),
        "way": [rules[stage] for stage in PIPELINE if stage in rules],
        "references": list(application.references.all()),
        "form": form,
        "token": token,
        "may_withdraw": application.closed_on is None and application.stage not in TAKEN_ON,
    }


@_behind(read_application)
@require_POST
def withdraw_mine(request: HttpRequest, application: Application, *, token: str) -> HttpResponse:
    """Withdraw for the applicant."""
    try:
        withdraw(application=application)
    except NotPossible as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, "You have withdrawn. Thank you for having thought of it. You can apply again.")
    return redirect("volunteers:my_application", token=token)


@_behind(read_reference)
@require_http_methods(["GET", "HEAD", "POST"])
def give_reference(request: HttpRequest, reference: Reference, *, token: str) -> HttpResponse:
    """Let somebody speak for an applicant, or say that they would rather not."""
    context = {"initials": initials(reference.application), "reference": reference, "token": token}
    if has_ended(reference):
        return render(request, "volunteers/applying/reference_ended.html", context)
    form = ReferenceForm(request.POST if request.method == "POST" and "decline" not in request.POST else None)
    if request.method == "POST":
        try:
            if "decline" in request.POST:
                decline(reference=reference)
                return redirect("volunteers:give_reference", token=token)
            if form.is_valid():
                answer(reference=reference, **form.cleaned_data)
                return redirect("volunteers:give_reference", token=token)
        except NotPossible as problem:
            form.add_error(None, str(problem))
    applied = reference.application
    audit.record("reference.opened", about=applied, scope=applied.position.prison, actor_label=REFEREE_LABEL)
    context |= {"form": form, "today": timezone.localdate()}
    return render(request, "volunteers/applying/reference.html", context)
