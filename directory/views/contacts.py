"""Whom to ring in a prison: kept by its coordinator, shown to its staff, printed on the insert."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.roles import CURATE_LISTINGS
from directory.actions.contacts import change_contacts
from directory.forms.contacts import ContactFormSet
from directory.forms.rows import one_more
from directory.models import Prison


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def contacts(request: HttpRequest, *, code: str) -> HttpResponse:
    """Change whom to ring. Works without scripts: "Add another" keeps what was typed."""
    prison = get_object_or_404(Prison.objects.where_allowed(request.user, CURATE_LISTINGS), code=code)
    known = prison.contacts.all()
    rows = ContactFormSet(request.POST or None, queryset=known, prefix="contacts")
    if request.method == "POST" and "add" in request.POST:
        rows = ContactFormSet(one_more(request, ContactFormSet, "contacts"), queryset=known, prefix="contacts")
    elif request.method == "POST" and rows.is_valid():
        changed = rows.save(commit=False)
        change_contacts(prison=prison, changed=changed, removed=rows.deleted_objects, by=request.user)
        messages.success(request, "Staff see the new contacts now. The insert prints them from its next edition on.")
        return redirect("directory:contacts", code=prison.code)
    return render(request, "directory/contacts.html", {"prison": prison, "rows": rows})
