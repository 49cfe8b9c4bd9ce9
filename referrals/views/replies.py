"""An organisation's saved replies: list, write, delete."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import guardian
from accounts.roles import ANSWER_REFERRALS
from directory.models import Organisation
from referrals.actions.replies import delete_reply, save_reply
from referrals.forms.work import ReplyTemplateForm
from referrals.models import ReplyTemplate


def _organisations(request: HttpRequest) -> list[Organisation]:
    """Return the organisations whose referrals the user answers. Raises Http404 for nobody."""
    found = list(guardian.allowed(request.user, ANSWER_REFERRALS, Organisation.objects.order_by("name")))
    if not found:
        raise Http404
    return found


@never_cache
@require_safe
def replies(request: HttpRequest) -> HttpResponse:
    """List the saved replies of the user's organisations."""
    organisations = _organisations(request)
    rows = ReplyTemplate.objects.visible_to(request.user).select_related("organisation")
    return render(request, "referrals/replies.html", {"organisations": organisations, "replies": list(rows)})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def reply(request: HttpRequest, key: UUID | None = None) -> HttpResponse:
    """Write a new reply, or change one."""
    organisations = _organisations(request)
    if key is not None:
        kept = get_object_or_404(ReplyTemplate.objects.visible_to(request.user), pk=key)
    else:
        asked = request.GET.get("organisation", "")
        owner = next((each for each in organisations if str(each.pk) == asked), organisations[0])
        kept = ReplyTemplate(organisation=owner)
    form = ReplyTemplateForm(request.POST or None, instance=kept)
    if request.method == "POST" and form.is_valid() and _saved(request, form):
        messages.success(request, _("The reply is saved."))
        return redirect("referrals:replies")
    context: dict[str, Any] = {"form": form, "reply": kept, "is_new": key is None}
    return render(request, "referrals/reply.html", context)


def _saved(request: HttpRequest, form: ReplyTemplateForm) -> bool:
    try:
        save_reply(reply=form.save(commit=False), by=request.user)
    except ValidationError as error:
        form.add_error("title", ValidationError(error.messages))
        return False
    return True


@require_POST
def reply_delete(request: HttpRequest, key: UUID) -> HttpResponse:
    """Delete a reply."""
    kept = get_object_or_404(ReplyTemplate.objects.visible_to(request.user), pk=key)
    delete_reply(reply=kept, by=request.user)
    messages.success(request, _("The reply is deleted."))
    return redirect("referrals:replies")
