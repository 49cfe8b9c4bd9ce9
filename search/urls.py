"""Addresses of the finder and of ACCT reviews."""

from django.urls import path, register_converter

from search import views


class PrisonCode:
    """A prison's code in the register. Anything else is not an address, whatever it holds."""

    regex = "[A-Za-z0-9]{3,5}"

    def to_python(self, value: str) -> str:
        """Codes are written in capitals."""
        return value.upper()

    def to_url(self, value: str) -> str:
        """Return the code."""
        return value


register_converter(PrisonCode, "prison")

app_name = "search"

urlpatterns = [
    path("find/", views.choose_for_finding, name="choose"),
    path("find/<prison:code>/", views.find_help, name="find"),
    path("finder/words/", views.learning, name="learning"),
    path("finder/<prison:code>/ranking/", views.ranking, name="ranking"),
    path("acct/", views.choose_for_acct, name="acct-choose"),
    path("acct/<prison:code>/", views.acct_review, name="acct"),
    path("acct/<prison:code>/sheet/", views.support_sheet, name="sheet"),
    path("acct/<prison:code>/sheet/pdf/", views.support_sheet_pdf, name="sheet-pdf"),
]
