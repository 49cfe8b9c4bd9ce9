"""What a curator does with several listings at once in the explorer."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from wagtail.admin.views.pages.bulk_actions.page_bulk_action import PageBulkAction
from wagtail.models import Page

from accounts import guardian
from accounts.roles import CURATE_LISTINGS
from directory.actions.curate import change_contact
from directory.actions.review import confirm_listing, set_availability
from directory.enums import AttemptMethod, Availability
from directory.models import ServicePage


class ListingsBulkAction(PageBulkAction):
    """An action on the listings among the chosen pages that the user curates."""

    models = [Page]
    template_name = "directory/curate/bulk.html"
    question = ""
    needs_live = True

    def check_perm(self, obj: Page) -> bool:
        """Say whether this page is a listing that the user may do it to."""
        if obj.specific_class is not ServicePage or (self.needs_live and not obj.live):
            return False
        return guardian.can(self.request.user, CURATE_LISTINGS, obj.specific.prison)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Tell the template what is asked."""
        return {**super().get_context_data(**kwargs), "question": self.question, "display_name": self.display_name}

    def get_execution_context(self) -> dict[str, Any]:
        """Hand over who acts and what the form says."""
        said = self.cleaned_form.cleaned_data if self.cleaned_form is not None else {}
        return {"user": self.request.user, "said": said}

    @classmethod
    def execute_action(
        cls, objects: Iterable[Page], user: Any = None, said: dict[str, Any] | None = None, **kwargs: Any
    ) -> tuple[int, int]:
        """Do it to each listing; Wagtail holds one transaction round all of them."""
        listings = [page.specific for page in objects]
        for listing in listings:
            cls.act(listing, user, said or {})
        return len(listings), 0

    @classmethod
    def act(cls, listing: ServicePage, user: Any, said: dict[str, Any]) -> None:
        """Do it to one listing, through its action."""
        raise NotImplementedError

    def get_success_message(self, num_parent_objects: int, num_child_objects: int) -> str:
        """Say how many it was done to."""
        return f"{self.display_name}: {num_parent_objects} listing{'' if num_parent_objects == 1 else 's'}."


class ConfirmForm(forms.Form):
    """How the organisation confirmed it."""

    method = forms.ChoiceField(
        label="How did the organisation confirm it?", choices=AttemptMethod.choices, initial=AttemptMethod.PHONE
    )


class ConfirmListings(ListingsBulkAction):
    """Confirms that nothing has changed."""

    display_name = "Confirm"
    action_type = "confirm"
    aria_label = "Confirm that nothing has changed in the chosen listings"
    question = "Did the organisation say that nothing has changed in these listings?"
    action_priority = 10
    form_class = ConfirmForm

    @classmethod
    def act(cls, listing: ServicePage, user: Any, said: dict[str, Any]) -> None:
        """Confirm one listing."""
        confirm_listing(page=listing, by=user, method=said["method"])


class PauseForm(forms.Form):
    """When the service starts again."""

    resumes_on = forms.DateField(
        label="When does it start again?",
        required=False,
        help_text="Leave empty if nobody knows.",
        widget=forms.DateInput(attrs={"type": "date"}),
    )

    def clean_resumes_on(self) -> Any:
        """Refuse a day that is not to come."""
        day = self.cleaned_data["resumes_on"]
        if day is not None and day <= timezone.localdate():
            raise ValidationError("The day must be after today.")
        return day


class PauseListings(ListingsBulkAction):
    """Says that the services take nobody for a while."""

    display_name = "Pause"
    action_type = "pause"
    aria_label = "Pause the chosen listings"
    question = "Pause these listings? They stay visible and say that they take nobody now."
    action_priority = 20
    form_class = PauseForm

    @classmethod
    def act(cls, listing: ServicePage, user: Any, said: dict[str, Any]) -> None:
        """Pause one listing."""
        set_availability(page=listing, availability=Availability.PAUSED, by=user, resumes_on=said["resumes_on"])


class ContactForm(forms.Form):
    """The new contact."""

    name = forms.CharField(label="Contact name", required=False, max_length=120)
    phone = forms.CharField(label="Contact phone", required=False, max_length=40)
    email = forms.EmailField(label="Contact e-mail", required=False)

    def clean(self) -> dict[str, Any]:
        """Refuse to leave listings without any contact."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if not any(cleaned.get(name) for name in ("name", "phone", "email")):
            raise ValidationError("Give a name, a phone number or an e-mail address.")
        return cleaned


class ChangeContacts(ListingsBulkAction):
    """Replaces the contact of several listings, as when somebody leaves an organisation."""

    display_name = "Change contact"
    action_type = "change-contact"
    aria_label = "Change the contact of the chosen listings"
    question = "The new contact replaces the old one in these listings, at once."
    action_priority = 30
    form_class = ContactForm
    needs_live = False

    @classmethod
    def act(cls, listing: ServicePage, user: Any, said: dict[str, Any]) -> None:
        """Change the contact of one listing."""
        change_contact(page=listing, by=user, **said)


ACTIONS = (ConfirmListings, PauseListings, ChangeContacts)
