"""Starting listings: from the national catalogue, from another prison, and for a new organisation."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.roles import CURATE_LISTINGS
from directory.actions.curate import add_organisation, adopt_from_catalogue, copy_listing
from directory.models import Organisation, Prison, ServicePage

PER_PAGE = 20


class WhichForm(forms.Form):
    """Words to look for in a list."""

    q = forms.CharField(label="Name or words", required=False, max_length=100)


class OrganisationForm(forms.ModelForm):
    """An organisation that is not in the list yet."""

    website = forms.URLField(label="Website", required=False, max_length=200, assume_scheme="https")

    class Meta:
        model = Organisation
        fields = ["name", "charity_number", "what_they_do", "website", "email", "phone"]
        widgets = {"what_they_do": forms.Textarea(attrs={"rows": 3})}

    def clean_name(self) -> str:
        """Refuse a second organisation of the same name, whatever its capitals."""
        name: str = self.cleaned_data["name"].strip()
        if Organisation.objects.filter(name__iexact=name).exists():
            raise ValidationError("This organisation is in the list already")
        return name


def _prison(request: HttpRequest, code: str) -> Prison:
    """Return an open prison whose listings the user curates. Raises Http404 for any other."""
    return get_object_or_404(Prison.objects.where_allowed(request.user, CURATE_LISTINGS).opened(), code=code)


def _key(request: HttpRequest, name: str) -> UUID:
    """Return the key that a button sent. Raises Http404 for nonsense."""
    try:
        return UUID(request.POST.get(name, ""))
    except ValueError as problem:
        raise Http404 from problem


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def adopt(request: HttpRequest, *, code: str) -> HttpResponse:
    """Choose an organisation of the national catalogue and start a draft from it."""
    prison = _prison(request, code)
    found = Organisation.objects.catalogue()
    if request.method == "POST":
        organisation = get_object_or_404(found, pk=_key(request, "organisation"))
        return _edit(request, adopt_from_catalogue(prison=prison, organisation=organisation, by=request.user))
    form = WhichForm(request.GET)
    words = form.cleaned_data["q"] if form.is_valid() else ""
    found = found.filter(Q(name__icontains=words) | Q(what_they_do__icontains=words)).order_by("name")
    here = set(ServicePage.objects.in_prison(prison).values_list("organisation_id", flat=True))
    return _choose(request, "directory/curate/adopt.html", found, {"prison": prison, "form": form, "here": here})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def copy(request: HttpRequest, *, code: str) -> HttpResponse:
    """Choose another prison's published listing and start a draft from it."""
    prison = _prison(request, code)
    found = ServicePage.objects.visible_to(request.user).live().exclude(prison=prison)
    if request.method == "POST":
        page = get_object_or_404(found, translation_key=_key(request, "listing"))
        return _edit(request, copy_listing(page=page, prison=prison, by=request.user))
    form = WhichForm(request.GET)
    words = form.cleaned_data["q"] if form.is_valid() else ""
    if words:
        found = found.filter(
            Q(title__icontains=words) | Q(organisation__name__icontains=words) | Q(prison__name__icontains=words)
        )
    found = found.select_related("organisation", "prison").order_by("title", "prison__name", "pk")
    return _choose(request, "directory/curate/copy.html", found, {"prison": prison, "form": form})


def _choose(request: HttpRequest, template: str, found: Any, context: dict[str, Any]) -> HttpResponse:
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, template, {**context, "page": page})


def _edit(request: HttpRequest, draft: ServicePage) -> HttpResponse:
    messages.success(request, "This is a draft. Ask the organisation, fill in what is missing, then publish it.")
    return redirect("wagtailadmin_pages:edit", draft.pk)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def new_organisation(request: HttpRequest, *, code: str) -> HttpResponse:
    """Add an organisation that is not in the list, then go on to its first listing."""
    prison = _prison(request, code)
    form = OrganisationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        added = add_organisation(organisation=form.save(commit=False), by=request.user)
        messages.success(request, f"{added.name} is in the list of organisations. Choose it in the listing below.")
        return redirect("wagtailadmin_pages:add", "directory", "servicepage", prison.page.pk)
    return render(request, "directory/curate/organisation.html", {"prison": prison, "form": form})
