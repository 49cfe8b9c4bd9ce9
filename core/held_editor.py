"""What Wagtail's editor keeps about who did what, and when it leaves."""

from datetime import datetime

from wagtail.admin.models import EditingSession, FormState
from wagtail.models import ModelLogEntry, Page, PageLogEntry, Revision, WorkflowState

from core.models import PrivacySettings
from core.retention.rules import Rows, Rule, delete, register

_OPEN = (WorkflowState.STATUS_IN_PROGRESS, WorkflowState.STATUS_NEEDS_CHANGES)


def _acted_days() -> int:
    return PrivacySettings.load().acted_days


def _old_revisions(before: datetime) -> Rows:
    """Return earlier versions of pages: not the latest, the live one, a scheduled one or one to be decided on."""
    in_use = Page.objects.values_list("latest_revision", "live_revision")
    keys = {key for pair in in_use for key in pair if key}
    old = Revision.objects.filter(created_at__lt=before, approved_go_live_at=None).exclude(pk__in=keys)
    return old.exclude(task_states__workflow_state__status__in=_OPEN)


register(
    Rule(
        code="core.revisions",
        label="Earlier versions of pages",
        sentence="Earlier versions of pages are deleted, but for the live, the latest and those that wait.",
        days=_acted_days,
        due=_old_revisions,
        covers=(Revision,),
        carry_out=delete,
    )
)
register(
    Rule(
        code="core.page_log",
        label="The editor's log of pages",
        sentence="The editor's log of who changed which page is deleted.",
        days=_acted_days,
        due=lambda before: PageLogEntry.objects.filter(timestamp__lt=before),
        covers=(PageLogEntry,),
        carry_out=delete,
    )
)
register(
    Rule(
        code="core.editor_log",
        label="The editor's log of lists and settings",
        sentence="The editor's log of who changed which list or setting is deleted.",
        days=_acted_days,
        due=lambda before: ModelLogEntry.objects.filter(timestamp__lt=before),
        covers=(ModelLogEntry,),
        carry_out=delete,
    )
)
register(
    Rule(
        code="core.decisions",
        label="Decisions in the editor",
        sentence="Decided approvals are deleted, with their comments and who asked for and made them.",
        days=_acted_days,
        due=lambda before: WorkflowState.objects.filter(created_at__lt=before).exclude(status__in=_OPEN),
        covers=(WorkflowState,),
        carry_out=delete,
        held_through=("task_states__finished_by",),
    )
)
register(
    Rule(
        code="core.editor_drafts",
        label="Text typed into the editor and not saved",
        sentence="Text that was typed into the editor and not saved is deleted.",
        days=lambda: PrivacySettings.load().task_days,
        due=lambda before: FormState.objects.filter(last_updated_at__lt=before),
        covers=(FormState,),
        carry_out=delete,
    )
)
register(
    Rule(
        code="core.editing",
        label="Who has which page open",
        sentence="Who had which page open in the editor is deleted.",
        days=lambda: PrivacySettings.load().task_days,
        due=lambda before: EditingSession.objects.filter(last_seen_at__lt=before),
        covers=(EditingSession,),
        carry_out=delete,
    )
)
