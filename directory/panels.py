"""The editor of each page: tabs in the order in which a coordinator thinks."""

from typing import Any

from django import forms
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    InlinePanel,
    MultiFieldPanel,
    ObjectList,
    Panel,
    PublishingPanel,
    TabbedInterface,
)

from directory.widgets import ColumnsOfChoices, NeedsByHeading


class FactsPanel(Panel):
    """Shows facts that are not edited here, through one of our templates."""

    def __init__(self, template: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.template = template

    def clone_kwargs(self) -> dict[str, Any]:
        """Carry the template to the bound copy; facts have no help text."""
        kwargs = super().clone_kwargs()
        del kwargs["help_text"]
        return {**kwargs, "template": self.template}

    class BoundPanel(Panel.BoundPanel):
        """The facts of one page."""

        def __init__(self, **kwargs: Any) -> None:
            super().__init__(**kwargs)
            self.template_name = self.panel.template

        def words(self) -> list[Any]:
            """Return what the wording check finds in the draft as it was saved."""
            from directory.wording import check_listing

            return list(check_listing(self.instance))

        def get_context_data(self, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
            """Give the template the listing; its daily facts exist once it is saved."""
            context = super().get_context_data(parent_context)
            context["page"] = self.instance
            saved = self.instance.pk is not None
            context["status"] = getattr(self.instance, "status", None) if saved else None
            context["proposal"] = self.instance.proposals.waiting().first() if saved else None
            context["words"] = self.words() if saved else []
            return context


def _lines(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


def _time() -> forms.TimeInput:
    """The browser's own time field: it needs no script and reads out well."""
    return forms.TimeInput(attrs={"type": "time"}, format="%H:%M")


_what_it_is = ObjectList(
    [
        FactsPanel("directory/curate/panels/notices.html"),
        FieldPanel("title", heading="Name of the service", help_text="As people in the prison know it."),
        FieldPanel("organisation", widget=forms.Select),
        FieldPanel("summary", widget=_lines(2)),
        FieldPanel(
            "description", widget=_lines(6), help_text="In plain words: what happens when somebody comes, and how."
        ),
        FieldPanel(
            "does_not",
            widget=_lines(3),
            help_text="What people often expect and it cannot do, so that nobody is sent in vain.",
        ),
        FieldPanel(
            "needs",
            widget=NeedsByHeading,
            heading="What it helps with",
            help_text="Tick what it is really for: the finder and the ACCT insert put it under these.",
        ),
        FieldPanel("delivery_modes", widget=ColumnsOfChoices, heading="How help comes"),
        MultiFieldPanel(
            [FieldPanel("title_cy"), FieldPanel("summary_cy", widget=_lines(2))],
            heading="In Welsh",
            classname="collapsed",
        ),
    ],
    heading="What it is",
)

_who_it_is_for = ObjectList(
    [
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("for_men", heading="Men"), FieldPanel("for_women", heading="Women")]),
                FieldRowPanel(
                    [
                        FieldPanel("age_from", heading="Youngest age"),
                        FieldPanel("age_to", heading="Oldest age"),
                    ]
                ),
            ],
            heading="Men, women and ages",
            help_text="Leave the ages empty when any adult may come.",
        ),
        FieldPanel(
            "legal_statuses",
            widget=ColumnsOfChoices,
            heading="Legal status",
            help_text="Tick nothing when anybody may come, people on remand included.",
        ),
        FieldPanel("groups", widget=ColumnsOfChoices, heading="Groups it is especially for"),
        InlinePanel(
            "exclusions",
            panels=[
                FieldPanel("group", widget=forms.Select),
                FieldPanel("reason", help_text="In words that may be said to the person."),
                FieldPanel("staff_only", help_text="Sensitive groups are always for staff only."),
            ],
            heading="Groups it is not for",
            label="group it is not for",
        ),
        FieldRowPanel([FieldPanel("weeks_left_min"), FieldPanel("weeks_left_max")], heading="Weeks left to serve"),
        FieldPanel("languages", widget=ColumnsOfChoices),
        FieldPanel(
            "access_needs",
            widget=_lines(3),
            help_text="Such as: hearing loop, easy read, help with reading, wheelchair access.",
        ),
    ],
    heading="Who it is for",
)

_when_and_where = ObjectList(
    [
        InlinePanel(
            "sessions",
            panels=[
                FieldRowPanel(
                    [
                        FieldPanel("weekday"),
                        FieldPanel("starts", widget=_time()),
                        FieldPanel("ends", widget=_time()),
                    ]
                ),
                FieldRowPanel([FieldPanel("place"), FieldPanel("frequency")]),
                FieldPanel("note", help_text="Such as: not in August."),
            ],
            heading="Sessions",
            label="session",
            help_text="Only signed-in staff see days, times and rooms.",
        ),
        FieldPanel("locations", widget=ColumnsOfChoices, heading="Parts of the prison it reaches"),
        FieldPanel("group_size", help_text="How many can come at once. Empty when it is not a group."),
        FieldRowPanel([FieldPanel("needs_unlock"), FieldPanel("needs_escort")], heading="Getting there"),
    ],
    heading="When and where",
)

_how_to_refer = ObjectList(
    [
        FieldPanel("who_can_refer", help_text="Such as: any member of staff; chaplaincy; the person. Separate with ;"),
        FieldPanel("self_referral"),
        FieldPanel(
            "how_to_refer",
            widget=_lines(4),
            help_text="Step by step, for staff who never did it before. Anybody can read it, in the finder "
            "too: names and extensions belong under Contact, rooms under When and where.",
        ),
        FieldPanel("what_happens_next", widget=_lines(4), help_text="What the person can expect, and how soon."),
        FieldPanel("response_days", help_text="Within how many working days the organisation answers a referral."),
        FieldRowPanel(
            [FieldPanel("asks_release_window"), FieldPanel("asks_key_dates")],
            heading="What a referral says besides",
            help_text="Ask only for what the organisation needs to make contact.",
        ),
        FieldPanel("never_by_name"),
    ],
    heading="How to refer",
)

_contact = ObjectList(
    [
        MultiFieldPanel(
            [
                FieldPanel("contact_name"),
                FieldRowPanel([FieldPanel("contact_phone"), FieldPanel("contact_email")]),
            ],
            heading="Contact",
            help_text="Only signed-in staff see a named contact.",
        ),
        FieldPanel(
            "staff_notes",
            widget=_lines(4),
            help_text="Never shown to the public and never printed. Nothing about a person in prison.",
        ),
    ],
    heading="Contact and staff notes",
)

_review = ObjectList(
    [
        FactsPanel("directory/curate/panels/status.html", heading="Availability and last confirmation"),
        FieldPanel("review_months", help_text="Leave empty for the usual cycle. A shorter one for what changes often."),
        PublishingPanel(),
    ],
    heading="Review and availability",
)

service_edit_handler = TabbedInterface([_what_it_is, _who_it_is_for, _when_and_where, _how_to_refer, _contact, _review])

_INTRODUCTION = "Plain text. An empty line begins a new paragraph."

prison_edit_handler = TabbedInterface(
    [
        ObjectList(
            [
                FieldPanel(
                    "title", heading="Name of the prison's directory", help_text="Shown at the top of the page."
                ),
                FieldPanel("intro", heading="Introduction", widget=_lines(6), help_text=_INTRODUCTION),
                FieldPanel("intro_cy", heading="Introduction in Welsh", widget=_lines(6)),
            ],
            heading="Front page of the directory",
        )
    ]
)

frame_edit_handler = TabbedInterface(
    [
        ObjectList(
            [
                FieldPanel("title", help_text="Shown at the top of the page."),
                FieldPanel("intro", heading="Introduction", widget=_lines(6), help_text=_INTRODUCTION),
            ],
            heading="Page",
        )
    ]
)
