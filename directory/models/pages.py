"""The page tree: home → prisons → one prison → its service listings."""

from datetime import date, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from wagtail.models import Orderable, Page, PageManager
from wagtail.query import PageQuerySet
from wagtail.search import index

from accounts import guardian
from accounts.roles import CURATE_LISTINGS, PROPOSE_CHANGES, SEE_STAFF_DETAILS
from directory import panels, permissions
from directory.enums import Frequency, Weekday
from directory.models.listings import ReviewSettings
from directory.models.organisations import Organisation
from directory.models.page_testers import FramePermissionTester, ListingPermissionTester
from directory.models.prisons import Prison
from directory.models.review_queries import ReviewQueries
from directory.models.taxonomy import DeliveryMode, Group, Language, LegalStatus, LocationKind, Need
from directory.page_forms import ServicePageForm


class HomePage(Page):
    """The front page."""

    intro = models.TextField(blank=True)

    parent_page_types = ["wagtailcore.Page"]
    subpage_types = ["directory.PrisonIndexPage"]
    max_count = 1
    template = "directory/home_page.html"
    edit_handler = panels.frame_edit_handler

    def permissions_for_user(self, user: Any) -> FramePermissionTester:
        """Say what the editor lets the user do with this page."""
        return FramePermissionTester(user, self)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the pages of the open prisons."""
        return super().get_context(request, *args, **kwargs) | {"prison_pages": PrisonPage.objects.open_ones()}


class PrisonIndexPage(Page):
    """The list of prisons."""

    intro = models.TextField(blank=True)

    parent_page_types = ["directory.HomePage"]
    subpage_types = ["directory.PrisonPage"]
    max_count = 1
    template = "directory/prison_index_page.html"
    edit_handler = panels.frame_edit_handler

    def permissions_for_user(self, user: Any) -> FramePermissionTester:
        """Say what the editor lets the user do with this page."""
        return FramePermissionTester(user, self)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the open prisons with their pages."""
        from directory.page_facts import trail

        context = super().get_context(request, *args, **kwargs)
        return context | {"prison_pages": PrisonPage.objects.open_ones(), "breadcrumbs": trail(self)}


class PrisonPageQuerySet(PageQuerySet):
    """Prisons' pages."""

    def open_ones(self) -> "PrisonPageQuerySet":
        """Keep the live pages of open prisons, by name, with what lists show."""
        return self.live().exclude(prison__opened_on=None).select_related("prison").order_by("prison__name")


PrisonPageManager = PageManager.from_queryset(PrisonPageQuerySet)


class PrisonPage(Page):
    """One prison's directory. Its subtree is what the prison's coordinators may edit."""

    prison = models.OneToOneField(Prison, models.PROTECT, related_name="page")
    intro = models.TextField(blank=True)
    intro_cy = models.TextField("introduction in Welsh", blank=True)

    objects = PrisonPageManager()

    parent_page_types = ["directory.PrisonIndexPage"]
    subpage_types = ["directory.ServicePage"]
    template = "directory/prison_page.html"
    edit_handler = panels.prison_edit_handler

    def permissions_for_user(self, user: Any) -> FramePermissionTester:
        """Say what the editor lets the user do with this page."""
        return FramePermissionTester(user, self)

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Answer 404 for a prison that is not open, but for those who may see it."""
        if not getattr(request, "is_preview", False):
            get_object_or_404(Prison.objects.visible_to(request.user), pk=self.prison_id)
        return super().serve(request, *args, **kwargs)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the live services and, for this prison's staff, the contacts."""
        from directory.page_facts import contact_rows, shelves, trail

        sees = permissions.sees_staff_details(request.user, self.prison)
        found = ServicePage.objects.child_of(self).live().select_related("organisation", "status")
        services = list(found.prefetch_related("needs").order_by("title"))
        return super().get_context(request, *args, **kwargs) | {
            "breadcrumbs": trail(self),
            "contacts": contact_rows(self.prison) if sees else [],
            "curates": guardian.can(request.user, CURATE_LISTINGS, self.prison),
            "rules": ReviewSettings.load(),
            "sees_staff_details": sees,
            "services": services,
            "shelves": shelves(services),
        }


class ServicePageQuerySet(ReviewQueries, PageQuerySet):
    """Listings, by prison and by who may see them."""

    def visible_to(self, user: Any) -> "ServicePageQuerySet":
        """Keep live listings of open prisons; a curator sees drafts of the own prison too."""
        public = Q(live=True, prison__opened_on__isnull=False)
        own = Q(prison__in=guardian.allowed(user, CURATE_LISTINGS, Prison.objects.all()))
        theirs = Q(organisation__in=guardian.allowed(user, PROPOSE_CHANGES, Organisation.objects.all()))
        return self.filter(public | own | theirs)

    def with_staff_details_for(self, user: Any) -> "ServicePageQuerySet":
        """Keep the listings whose session times, rooms and contacts the user may see."""
        own = Q(prison__in=guardian.allowed(user, SEE_STAFF_DETAILS, Prison.objects.all()))
        theirs = Q(organisation__in=guardian.allowed(user, PROPOSE_CHANGES, Organisation.objects.all()))
        return self.filter(own | theirs)

    def in_prison(self, prison: "Prison | str") -> "ServicePageQuerySet":
        """Keep one prison's listings."""
        return self.filter(prison=prison)

    def with_listing_facts(self) -> "ServicePageQuerySet":
        """Fetch along what lists show, in a constant number of queries."""
        return self.select_related("organisation", "status", "prison").prefetch_related(
            "needs", "groups", "delivery_modes", "legal_statuses", "locations", "languages",
            "sessions", "exclusions__group",
        )  # fmt: skip


ServicePageManager = PageManager.from_queryset(ServicePageQuerySet)


class ServicePage(Page):
    """One listing: what one organisation offers in one prison.

    The page's title is the service's name. The parent page's prison is repeated in `prison`, so that lists
    need no walk up the tree. What changes daily stands in `ListingStatus`.
    """

    prison = models.ForeignKey(Prison, models.PROTECT, related_name="services", editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="services")
    title_cy = models.CharField("name in Welsh", max_length=255, blank=True)
    summary = models.CharField(max_length=300, help_text="One or two plain sentences: what it does for the person.")
    summary_cy = models.CharField("summary in Welsh", max_length=300, blank=True)
    description = models.TextField("what it does", blank=True)
    does_not = models.TextField("what it does not do", blank=True)
    needs = ParentalManyToManyField(Need, related_name="services", blank=True)
    groups = ParentalManyToManyField(Group, related_name="services", blank=True, verbose_name="who it is for")
    delivery_modes = ParentalManyToManyField(DeliveryMode, related_name="services", blank=True)

    for_men = models.BooleanField(default=True)
    for_women = models.BooleanField(default=True)
    age_from = models.PositiveSmallIntegerField(null=True, blank=True)
    age_to = models.PositiveSmallIntegerField(null=True, blank=True)
    legal_statuses = ParentalManyToManyField(
        LegalStatus, blank=True, related_name="services", help_text="None ticked means any."
    )
    weeks_left_min = models.PositiveSmallIntegerField("weeks left, at least", null=True, blank=True)
    weeks_left_max = models.PositiveSmallIntegerField("weeks left, at most", null=True, blank=True)
    locations = ParentalManyToManyField(
        LocationKind,
        blank=True,
        related_name="services",
        help_text="Where it can see people. None ticked means any.",
    )
    languages = ParentalManyToManyField(Language, blank=True, related_name="services")
    access_needs = models.TextField("access needs and adjustments", blank=True)
    group_size = models.PositiveSmallIntegerField(null=True, blank=True)
    needs_unlock = models.BooleanField("needs unlocking", default=False)
    needs_escort = models.BooleanField("needs an escort", default=False)

    who_can_refer = models.CharField(max_length=300, blank=True, help_text="Several separated by ;")
    self_referral = models.BooleanField("people can ask for it themselves", default=False)
    how_to_refer = models.TextField(blank=True)
    what_happens_next = models.TextField(blank=True)
    response_days = models.PositiveSmallIntegerField(
        "working days to a first answer", default=5, validators=[MinValueValidator(1), MaxValueValidator(60)]
    )

    never_by_name = models.BooleanField(
        "never recorded against a named person",
        default=False,
        help_text="As for Listeners: nobody is referred to it by name and no contact is recorded.",
    )
    asks_release_window = models.BooleanField("referrals say when release is likely", default=False)
    asks_key_dates = models.BooleanField("referrals name key dates", default=False)

    contact_name = models.CharField(max_length=120, blank=True)
    contact_phone = models.CharField(max_length=40, blank=True)
    contact_email = models.EmailField(blank=True)
    staff_notes = models.TextField("notes for staff only", blank=True)
    review_months = models.PositiveSmallIntegerField(
        "months between reviews", null=True, blank=True, help_text="Empty: the usual cycle."
    )
    adopted_from = models.CharField(max_length=60, blank=True, editable=False)

    objects = ServicePageManager()

    parent_page_types = ["directory.PrisonPage"]
    subpage_types: list[str] = []
    template = "directory/service_page.html"
    edit_handler = panels.service_edit_handler
    base_form_class = ServicePageForm

    def permissions_for_user(self, user: Any) -> ListingPermissionTester:
        """Say what the editor lets the user do with this page."""
        return ListingPermissionTester(user, self)

    search_fields = [
        *Page.search_fields,
        index.SearchField("summary"),
        index.SearchField("description"),
        index.RelatedFields("organisation", [index.SearchField("name")]),
        index.FilterField("prison"),
    ]

    class Meta:
        verbose_name = "service listing"
        constraints = [
            models.CheckConstraint(
                condition=Q(age_from=None) | Q(age_to=None) | Q(age_to__gte=models.F("age_from")),
                name="directory_service_ages_in_order",
                violation_error_message="The oldest age is below the youngest.",
            ),
            models.CheckConstraint(
                condition=Q(weeks_left_min=None)
                | Q(weeks_left_max=None)
                | Q(weeks_left_max__gte=models.F("weeks_left_min")),
                name="directory_service_weeks_in_order",
                violation_error_message="The most weeks left is below the least.",
            ),
            models.CheckConstraint(
                condition=Q(for_men=True) | Q(for_women=True),
                name="directory_service_for_somebody",
                violation_error_message="Tick men, women or both.",
            ),
        ]

    def full_clean(self, *args: Any, **kwargs: Any) -> None:
        """Take the prison from the parent page before anything is checked."""
        self._take_prison_from_parent()
        super().full_clean(*args, **kwargs)

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep the prison that of the parent page."""
        self._take_prison_from_parent()
        super().save(*args, **kwargs)

    def _take_prison_from_parent(self) -> None:
        if self.prison_id is None and self.path:
            parent = self.get_parent()
            self.prison = parent.specific.prison if parent else self.prison

    @property
    def takes_remand(self) -> bool:
        """Say whether people on remand may use it: every listing says so (domain rules)."""
        statuses = list(self.legal_statuses.all())
        return not statuses or any(status.is_remand for status in statuses)

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Answer 404 for what the reader may not see, such as a listing of a prison that is not open."""
        if not getattr(request, "is_preview", False):
            get_object_or_404(ServicePage.objects.visible_to(request.user), pk=self.pk)
        return super().serve(request, *args, **kwargs)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Say whether the reader sees session times, rooms, contacts and staff notes."""
        from directory.page_facts import availability_tag, sections, trail

        sees = permissions.sees_staff_details(request.user, self.prison, self.organisation)
        return super().get_context(request, *args, **kwargs) | {
            "availability": availability_tag(self),
            "breadcrumbs": trail(self),
            "sections": sections(self, for_staff=sees),
            "sees_staff_details": sees,
        }


class ServiceSession(Orderable):
    """When and where a service comes. Seen by signed-in staff only."""

    page = ParentalKey(ServicePage, on_delete=models.CASCADE, related_name="sessions")
    weekday = models.PositiveSmallIntegerField(choices=Weekday.choices)
    starts = models.TimeField()
    ends = models.TimeField()
    place = models.CharField(max_length=120, blank=True)
    frequency = models.CharField(max_length=20, choices=Frequency.choices, default=Frequency.WEEKLY)
    note = models.CharField(max_length=120, blank=True)

    class Meta(Orderable.Meta):
        constraints = [
            models.CheckConstraint(
                condition=Q(ends__gt=models.F("starts")),
                name="directory_session_ends_after_start",
                violation_error_message="The session ends before it starts.",
            )
        ]

    def __str__(self) -> str:
        place = f" {self.place}" if self.place else ""
        return f"{self.get_weekday_display()[:3]} {self.starts:%H:%M}-{self.ends:%H:%M}{place}"


class ServiceExclusion(Orderable):
    """A group that a service is not for, with a plain reason."""

    page = ParentalKey(ServicePage, on_delete=models.CASCADE, related_name="exclusions")
    group = models.ForeignKey(Group, models.PROTECT, related_name="+")
    reason = models.CharField(max_length=200, blank=True)
    staff_only = models.BooleanField("shown to staff only", default=False)

    def __str__(self) -> str:
        return f"Not for {self.group}"

    def clean(self) -> None:
        """A restricted group is never named to the public."""
        if self.group_id and self.group.is_restricted:
            self.staff_only = True
        if self.group_id and self.group.slug == "anyone":
            raise ValidationError({"group": "Choose a particular group: a service that is for nobody is closed."})


def next_session(page: ServicePage, after: date) -> tuple[date, ServiceSession] | None:
    """Return the first day on or after a date on which the service comes every week, and its session."""
    weekly = [session for session in page.sessions.all() if session.frequency == Frequency.WEEKLY]
    dated = [(after + timedelta(days=(session.weekday - after.weekday()) % 7), session) for session in weekly]
    return min(dated, key=lambda pair: (pair[0], pair[1].starts), default=None)
