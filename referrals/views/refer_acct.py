"""The ACCT route: one page with six things to fill in, for a review with the person in the room."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from referrals.actions.refer import write_bundle
from referrals.enums import ContactSafe, Urgency
from referrals.policies import NotPossible
from referrals.refer_forms import ACCT_DEFAULTS, DraftForm
from referrals.suitability import Suitability
from referrals.views.refer import ASK_ABOUT_NAME, after_saving, explained_by, remember_blocked
from referrals.views.refer_services import Services

#: Buttons with which nothing is sent on yet.
_CHECKS = ("unsuitable", "other", "number")
#: Buttons with which the form may be half filled in.
_HALF = (*_CHECKS, "later", "full")
#: What they said of one service and not of another.
_AGREED = ("agreement", "agreement_language")


@dataclass
class AcctPage(Services):
    """One request to the page. What needs nothing typed is checked when it opens, the number as soon as it is known."""

    asks_about_name: bool = False
    asks_again: bool = False
    """Whether another service was taken since they were asked: what they agreed to was not it."""

    def respond(self) -> HttpResponse:
        """Let services be chosen, show the page, check the number alone, or keep what was typed and go on."""
        if not self.asked:
            return self.choose()
        self.leave_out()
        is_other = self.take_instead()
        if is_other and not _anything_typed(self.request):
            return redirect(self.address(self.asked))
        self.asks_again = is_other and any(self.request.POST.get(name) for name in _AGREED)
        form = self._form()
        is_typed = form.is_bound and form.is_valid()
        self.block_duplicates()
        if self._only_checks:
            return self._page(form)
        if is_typed and self.open_services and (answer := self._write(form)):
            return answer
        return self._page(form)

    @property
    def _only_checks(self) -> bool:
        return _is_refresh(self.request) or any(name in self.request.POST for name in _CHECKS)

    def _form(self) -> DraftForm:
        """Return the form. Of what has been typed nothing is lost, but the agreement to a service that is replaced."""
        half = _is_refresh(self.request) or any(name in self.request.POST for name in _HALF)
        typed = self.request.POST.copy()
        if self.asks_again:
            typed.update(dict.fromkeys(_AGREED, ""))
        form = DraftForm(
            typed if self.request.method == "POST" else None,
            drafts=[],
            known=self.instead is not None,
            later=half,
            initial=self._initial(),
        )
        if self.known.language:
            form.fields["agreement_language"].help_text = _("You ticked that they speak %(language)s.") % {
                "language": self.known.language
            }
        return form

    def _initial(self) -> dict[str, str]:
        """Return what is known already of the referral that this one replaces. In which language it was explained is
        asked: that somebody speaks a language does not say that it was explained in it.
        """
        if self.instead is None or self.instead.person is None:
            return {}
        person = self.instead.person
        return {
            "full_name": f"{person.first_name} {person.last_name}".strip(),
            "location": self.instead.lives_at,
            "own_words": self.instead.own_words,
        }

    def _write(self, form: DraftForm) -> HttpResponse | None:
        """Keep the form in drafts and say where to go; None, with the error on it, when the name does not fit."""
        try:
            bundle, blocked = write_bundle(
                services=self.open_services,
                person=self.person,
                number=form.number,
                source=self.source,
                by=self.request.user,
                typed=form.person,
                fields=form.referral_fields() | explained_by(self.request, form, self.prison),
                name_is_right="name_is_right" in self.request.POST,
                needs=self.needs,
                instead_of=self.instead,
                **(ACCT_DEFAULTS | self.defaults()),
            )
        except NotPossible as problem:
            self.asks_about_name = problem.code == ASK_ABOUT_NAME
            form.add_error("full_name" if self.asks_about_name else None, str(problem))
            return None
        remember_blocked(self.request, bundle, [*self.blocked, *blocked])
        return after_saving(self.request, form, bundle)

    def _page(self, form: DraftForm) -> HttpResponse:
        conditions = Suitability(self.prison)
        context: dict[str, Any] = self.context() | {
            "form": form,
            "services": [(service, conditions.facts(service)) for service in self.open_services],
            "shows_form": bool(self.open_services) or self._goes_on,
            "asks_about_name": self.asks_about_name,
            "asks_again": self.asks_again,
            "is_free": bool(form.number and self.open_services),
            **self._not_asked(),
        }
        template = "referrals/refer/_checked.html" if _is_refresh(self.request) else "referrals/refer/acct.html"
        return render(self.request, template, context)

    @property
    def _goes_on(self) -> bool:
        """Say whether more than the number was typed, or stands in the browser: it must not be lost."""
        return _is_refresh(self.request) or _anything_typed(self.request, but="prison_number")

    def _not_asked(self) -> dict[str, Any]:
        """Return, in words, what the page does not ask: the cautious choice, or what the replaced referral says."""
        if self.instead is not None:
            how_soon, safe = self.instead.get_urgency_display(), self.instead.get_contact_safe_display()
        else:
            how_soon, safe = Urgency(ACCT_DEFAULTS["urgency"]).label, ContactSafe(ACCT_DEFAULTS["contact_safe"]).label
        return {"how_soon": how_soon, "contact_safe": safe}


def _is_refresh(request: HttpRequest) -> bool:
    """Say whether only the part of the page that a script checks is asked for."""
    return request.method == "POST" and bool(getattr(request, "htmx", False))


def _anything_typed(request: HttpRequest, *, but: str = "") -> bool:
    return any(request.POST.get(name, "").strip() for name in DraftForm.base_fields if name != but)
