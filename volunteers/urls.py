"""Addresses of people who come in."""

from django.urls import path

from volunteers.views import people, positions, record, security

app_name = "volunteers"

urlpatterns = [
    path("", people.home, name="home"),
    path("prison/<str:code>/people/", people.of_prison, name="people"),
    path("prison/<str:code>/people/add/", people.add_at_prison, name="add"),
    path("organisation/<uuid:key>/people/", people.of_organisation, name="organisation"),
    path("organisation/<uuid:key>/people/add/", people.add_at_organisation, name="organisation_add"),
    path("prison/<str:code>/roles/", positions.of_prison, name="positions"),
    path("prison/<str:code>/roles/add/", positions.add, name="position_add"),
    path("organisation/<uuid:key>/roles/", positions.of_organisation, name="organisation_positions"),
    path("role/<uuid:pk>/", positions.change, name="position"),
    path("person/<uuid:pk>/", record.person, name="person"),
    path("person/<uuid:pk>/details/", record.change, name="details"),
    path("person/<uuid:pk>/role/", record.add_role, name="add_role"),
    path("person/<uuid:pk>/role/<uuid:engagement>/end/", record.end_role, name="end_role"),
    path("person/<uuid:pk>/clearance/", record.add_clearance, name="add_clearance"),
    path("person/<uuid:pk>/clearance/<uuid:clearance>/", record.clearance, name="clearance"),
    path("person/<uuid:pk>/ask/", record.ask_where, name="ask_where"),
    path("person/<uuid:pk>/ask/<str:code>/", record.ask, name="ask"),
    path("person/<uuid:pk>/training/<str:code>/", record.add_training, name="add_training"),
    path("prison/<str:code>/approvals/", security.approvals, name="approvals"),
    path("prison/<str:code>/approvals/<uuid:pk>/", security.decision, name="decide"),
    path("prison/<str:code>/approvals/<uuid:pk>/override/", security.let_in, name="override"),
    path("prison/<str:code>/approvals/<uuid:pk>/override/<uuid:override>/", security.take_back, name="take_back"),
    path("prison/<str:code>/approvals/<uuid:pk>/item/", security.add_item, name="add_item"),
]
