"""The frame of every page, and the pages about the site itself."""

import pytest
from django.http import Http404
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import translation
from django.views import defaults

from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db


def test_a_visitor_is_offered_to_sign_in(client):
    page = client.get("/privacy/").content.decode()
    assert "<title>Privacy – Alongside</title>" in page
    assert 'href="/accounts/login/"' in page
    assert "Sign out" not in page
    assert '<html lang="en-GB"' in page


def test_signing_out_is_a_post_that_carries_the_token(client):
    user = UserFactory(name="Rowan <Example>")
    client.force_login(user)
    page = client.get("/privacy/").content.decode()
    assert "Rowan &lt;Example&gt;" in page
    form = page.split('<form method="post" action="/accounts/logout/">')[1].split("</form>")[0]
    assert "csrfmiddlewaretoken" in form


@pytest.mark.parametrize(("on", "times"), [(True, 1), (False, 0)])
def test_a_demonstration_says_so_on_every_page(client, settings, on, times):
    settings.DEMONSTRATION = on
    assert client.get("/contact/").content.decode().count("Do not enter real people.") == times


def test_a_page_with_errors_says_so_in_its_title_and_at_its_top(client, settings):
    settings.DEBUG = True
    page = client.get("/styleguide/?errors=1").content.decode()
    assert "<title>Error: Style guide – Alongside</title>" in page
    assert page.index("There is a problem") < page.index("<h1")


def test_the_style_guide_is_for_developers_only(client, settings):
    settings.DEBUG = False
    assert client.get("/styleguide/").status_code == 404


def test_the_footer_leads_to_the_pages_about_the_site(client):
    page = client.get("/accessibility/").content.decode()
    for address in ("/accessibility/", "/privacy/", "/contact/"):
        assert f'<a class="app-footer__link" href="{address}">' in page
        assert client.get(address).status_code == 200


def test_an_unknown_address_is_a_page_of_ours(client):
    response = client.get("/no-such-page-anywhere/")
    assert response.status_code == 404
    assert "Page not found" in response.content.decode()


def test_the_error_page_needs_neither_request_nor_database():
    response = defaults.server_error(RequestFactory().get("/"))
    page = response.content.decode()
    assert response.status_code == 500
    assert "Something went wrong" in page
    assert "use the radio or alarm" in page


def test_a_missing_page_says_the_same_whatever_was_missing():
    request = RequestFactory().get("/")
    first = defaults.page_not_found(request, Http404("a secret name"))
    assert "a secret name" not in first.content.decode()


def test_the_language_of_the_page_is_told():
    with translation.override("cy"):
        assert '<html lang="cy"' in render_to_string("404.html")


class TestPrinted:
    """Documents made to be printed."""

    def test_it_names_the_handling_line_who_printed_and_when_to_destroy(self):
        from datetime import UTC, date, datetime

        page = render_to_string(
            "base_print.html",
            {
                "handling_line": "OFFICIAL-SENSITIVE",
                "printed_by": "Rowan Example",
                "printed_at": datetime(2026, 3, 27, 14, 30, tzinfo=UTC),
                "destroy_after": date(2026, 4, 3),
            },
        )
        assert '<p class="print-handling">OFFICIAL-SENSITIVE</p>' in page
        assert "Printed by Rowan Example on" in page
        assert "27 March 2026 at 2:30pm" in page
        assert "3 April 2026" in page

    def test_a_public_document_carries_none_of_it(self):
        page = render_to_string("base_print.html")
        assert "print-handling" not in page
        assert "Printed by" not in page

    def test_a_pdf_is_given_no_scripts_and_no_buttons(self):
        page = render_to_string("base_print.html", {"for_pdf": True})
        assert "<script" not in page
        assert "<button" not in page
