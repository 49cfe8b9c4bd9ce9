"""Addresses of referrals."""

from referrals import urls_answer, urls_refer

app_name = "referrals"

urlpatterns = [
    *urls_refer.urlpatterns,
    *urls_answer.urlpatterns,
]
