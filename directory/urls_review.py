"""Addresses of the review cycle: the organisation's signed link and the coordinator's list."""

from django.urls import path

from directory.views import review, review_link

urlpatterns = [
    path(
        "confirmed/thank-you/",
        review_link.said,
        {"template": "directory/review/link_thanks.html"},
        name="review_thanks",
    ),
    path(
        "confirmed/new-link/",
        review_link.said,
        {"template": "directory/review/link_sent.html"},
        name="review_link_sent",
    ),
    path("confirm/<str:token>/", review_link.show, name="review_link"),
    path("confirm/<str:token>/all/", review_link.unchanged, name="review_link_all"),
    path("confirm/<str:token>/wrong-mailbox/", review_link.wrong_mailbox, name="review_link_wrong_mailbox"),
    path("confirm/<str:token>/new-link/", review_link.new_link, name="review_link_new"),
    path("confirm/<str:token>/<uuid:key>/", review_link.listing, name="review_link_listing"),
    path("confirm/<str:token>/<uuid:key>/unchanged/", review_link.unchanged, name="review_link_unchanged"),
    path("<str:code>/review/", review.listings, name="review"),
    path("<str:code>/review/<uuid:key>/", review.listing, name="review_listing"),
    path("<str:code>/review/<uuid:key>/link/", review.send_link, name="review_send_link"),
]
