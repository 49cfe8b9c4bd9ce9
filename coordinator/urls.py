"""Addresses of the coordinator's desk."""

from django.urls import path

from coordinator import urls_network
from coordinator.views import evidence, handover, mapping, measures, organisations, own, people, worklist

app_name = "coordinator"

urlpatterns = [
    path("", worklist.home, name="home"),
    path("evidence/", worklist.home, name="evidence_home"),
    path("<slug:code>/worklist/", worklist.worklist, name="worklist"),
    path("<slug:code>/worklist/settle/", worklist.settle, name="settle"),
    path("<slug:code>/worklist/put-off/<slug:source>/<slug:key>/", worklist.snooze, name="snooze"),
    path("<slug:code>/worklist/wake/<uuid:key>/", worklist.wake, name="wake"),
    path("<slug:code>/offer/", organisations.make_offer, name="make_offer"),
    path("<slug:code>/offer/thank-you/", organisations.offer_thanks, name="offer_thanks"),
    path("<slug:code>/organisations/", organisations.organisations, name="organisations"),
    path("<slug:code>/organisations/offers/<uuid:key>/", organisations.offer, name="offer"),
    path("<slug:code>/organisations/<uuid:key>/", organisations.engagement, name="engagement"),
    path("<slug:code>/organisations/<uuid:key>/move/", organisations.move, name="engagement_move"),
    path("<slug:code>/organisations/items/<uuid:key>/", organisations.item, name="onboarding_item"),
    path("<slug:code>/gaps/", mapping.gaps, name="gaps"),
    path("<slug:code>/gaps/gaps.<slug:ending>", mapping.gaps_file, name="gaps_file"),
    path("<slug:code>/gaps/<slug:slug>/", mapping.fill, name="fill"),
    path("<slug:code>/evidence/", evidence.evidence, name="evidence"),
    # The lists of indicators are no secret, so that their numbers give nothing away.
    path("<slug:code>/evidence/<int:indicator>/add/", evidence.add, name="add_evidence"),
    path("<slug:code>/evidence/packs/<uuid:key>/", evidence.pack, name="pack"),
    path("<slug:code>/evidence/packs/<uuid:key>/pack.<slug:ending>", evidence.pack_file, name="pack_file"),
    path("<slug:code>/measures/", measures.measures, name="measures"),
    path("<slug:code>/measures/measures.<slug:ending>", measures.measures_file, name="measures_file"),
    path("measures/", measures.national, name="national_measures"),
    path("measures/measures.<slug:ending>", measures.national_file, name="national_measures_file"),
    path("checklists/", own.checklists, name="own_checklists"),
    path("prisons/", people.prisons, name="prisons"),
    path("<slug:code>/people/", people.people, name="people"),
    path("<slug:code>/people/appoint/", people.appoint_somebody, name="appoint"),
    path("<slug:code>/people/<uuid:key>/end/", people.end, name="end_appointment"),
    path("<slug:code>/people/<uuid:key>/correct/", people.correct, name="correct_appointment"),
    path("<slug:code>/people/<uuid:key>/withdraw/", people.withdraw, name="withdraw_appointment"),
    path("<slug:code>/contact/", people.contact, name="contact"),
    path("<slug:code>/handover/", handover.handover, name="handover"),
    path("<slug:code>/handover/pack/", handover.pack, name="handover_pack"),
    path("<slug:code>/handover/pack.pdf", handover.pack_pdf, name="handover_pdf"),
    path("<slug:code>/handover/<uuid:key>/", handover.steps, name="handover_steps"),
    *urls_network.urlpatterns,
]
