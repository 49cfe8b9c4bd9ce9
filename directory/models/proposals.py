"""Changes that an organisation proposes to its listing, and what became of them."""

from typing import Any, ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from wagtail.models import AbstractGroupApprovalTask, Revision, TaskState, WorkflowState

from accounts import guardian
from accounts.roles import CURATE_LISTINGS, PROPOSE_CHANGES
from core.models import TimestampedModel, UUIDModel
from directory.enums import ProposalState
from directory.models.organisations import Organisation
from directory.models.pages import ServicePage
from directory.models.prisons import Prison
from directory.page_forms import ReasonForm


class ProposalQuerySet(models.QuerySet["ListingProposal"]):
    """Proposals, by state and by who may see them."""

    def waiting(self) -> "ProposalQuerySet":
        """Keep those that nobody decided yet."""
        return self.filter(state=ProposalState.WAITING)

    def to_decide_by(self, user: Any) -> "ProposalQuerySet":
        """Keep those in the prisons that the user curates."""
        return self.filter(page__prison__in=guardian.allowed(user, CURATE_LISTINGS, Prison.objects.all()))

    def made_for(self, user: Any) -> "ProposalQuerySet":
        """Keep those of the user's organisations."""
        return self.filter(page__organisation__in=guardian.allowed(user, PROPOSE_CHANGES, Organisation.objects.all()))

    def visible_to(self, user: Any) -> "ProposalQuerySet":
        """Keep those the user decides on, and those of the user's organisations."""
        return self.to_decide_by(user) | self.made_for(user)


class ListingProposal(UUIDModel, TimestampedModel):
    """What an organisation wants changed in one listing. The approved version stays live until it is decided."""

    page = models.ForeignKey(ServicePage, models.CASCADE, related_name="proposals")
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    before = models.JSONField(help_text="The live values that the change was written against.")
    after = models.JSONField(help_text="The proposed values, by field.")
    note = models.CharField("why", max_length=300, blank=True)
    state = models.CharField(max_length=12, choices=ProposalState.choices, default=ProposalState.WAITING, db_index=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=300, blank=True)
    revision = models.ForeignKey(Revision, models.SET_NULL, null=True, blank=True, related_name="+")
    draft_beneath = models.ForeignKey(
        Revision,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text="A curator's own unfinished draft, kept for after the decision.",
    )
    workflow_state = models.ForeignKey(WorkflowState, models.SET_NULL, null=True, blank=True, related_name="+")

    objects: ClassVar[Any] = ProposalQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["page"],
                condition=Q(state=ProposalState.WAITING),
                name="directory_one_proposal_waits_per_listing",
                violation_error_message="A change to this listing is waiting already.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.page_id} {self.state}"

    @property
    def is_waiting(self) -> bool:
        """Say whether nobody decided it yet."""
        return self.state == ProposalState.WAITING


class ListingApprovalTask(AbstractGroupApprovalTask):
    """The step of a prison's workflow in which its curators decide: Wagtail's buttons lead to our own actions."""

    class Meta(AbstractGroupApprovalTask.Meta):
        verbose_name = "coordinator's approval"

    @classmethod
    def get_description(cls) -> str:
        """Say in a sentence what the step does."""
        return "The prison's coordinator or deputy approves a change, or turns it down with a reason."

    def get_actions(self, obj: Any, user: Any) -> list[tuple[str, str, bool]]:
        """Offer the two decisions in plain words; turning down asks for a reason."""
        if not super().get_actions(obj, user):
            return []
        return [("reject", "Turn down, with a reason", True), ("approve", "Approve and make live", False)]

    def get_form_for_action(self, action: str) -> Any:
        """Return the form of a decision."""
        return ReasonForm if action == "reject" else super().get_form_for_action(action)

    def on_action(self, task_state: TaskState, user: Any, action_name: str, **kwargs: Any) -> None:
        """Decide through our actions, which check, lock and write the audit row."""
        from directory.actions import proposals

        proposal = ListingProposal.objects.filter(workflow_state=task_state.workflow_state_id).first()
        if proposal is None:
            raise ValidationError("This change was not proposed through its listing.")
        if action_name == "approve":
            proposals.approve_proposal(proposal=proposal, by=user)
        elif action_name == "reject":
            proposals.decline_proposal(proposal=proposal, by=user, reason=kwargs.get("comment", ""))
