"""Addresses of curating: an organisation's listings, proposed changes, adopting and copying."""

from django.urls import path

from directory.views import contacts, curate, proposals

urlpatterns = [
    path("<str:code>/adopt/", curate.adopt, name="adopt"),
    path("<str:code>/copy/", curate.copy, name="copy_listing"),
    path("<str:code>/contacts/", contacts.contacts, name="contacts"),
    path("<str:code>/new-organisation/", curate.new_organisation, name="new_organisation"),
    path("my-listings/", proposals.my_listings, name="my_listings"),
    path("my-listings/<uuid:key>/times/", proposals.change_times, name="change_times"),
    path("my-listings/<uuid:key>/availability/", proposals.change_availability, name="change_availability"),
    path("my-listings/<uuid:key>/details/", proposals.change_details, name="change_details"),
    path("proposals/", proposals.proposal_list, name="proposals"),
    path("proposals/<uuid:key>/", proposals.proposal, name="proposal"),
    path("proposals/<uuid:key>/withdraw/", proposals.withdraw, name="proposal_withdraw"),
]
