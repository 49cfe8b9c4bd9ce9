"""Every PDF that leaves the project keeps PDF/UA-1, by the validator that the standard's own association tests with."""

from pathlib import Path
from typing import Any

import pytest
import weasyprint
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from coordinator.actions.evidence import build_pack, request_pack
from coordinator.models import ExpectationFramework
from core import pdf
from directory.actions.insert import publish_edition
from directory.actions.listings import change_live
from directory.demonstration.load import load_demonstration
from directory.enums import InsertVariant
from directory.insert.render import insert_pdf, of_draft, of_edition
from directory.models import Prison, ServicePage
from tests.pdf_validator import faults
from tests.project.personas import World
from tests.project.walk import Walk, addresses, answers

pytestmark = pytest.mark.slow
PDF = "application/pdf"
#: It needs a shortlist: drawn below.
WITH_A_SHORTLIST = {"search:sheet-pdf"}


def lay(papers: Path, name: str, made: bytes) -> None:
    """Put a finished paper among those to be validated."""
    assert made.startswith(b"%PDF-1.7")
    (papers / f"{name.replace(':', '-')}.pdf").write_bytes(made)


def assert_none_has_a_fault(papers: Path, *, least: int) -> None:
    found = faults(papers)
    assert len(found) >= least
    sentences = [f"{name}: {fault}" for name, broken in found.items() for fault in broken]
    assert not sentences, "\n".join(sentences)


def test_the_validator_finds_what_is_wrong(papers: Path) -> None:
    picture = '<img src="data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///ywAAAAAAQABAAACAUwAOw==">'
    page = f"<html lang=en><title>A page</title><h1>Help</h1><h3>A step left out</h3><p>{picture}"
    document = weasyprint.HTML(string=page)
    (papers / "untagged.pdf").write_bytes(document.write_pdf())
    (papers / "careless.pdf").write_bytes(document.write_pdf(pdf_variant=pdf.PDF_VARIANT))
    (papers / "torn.pdf").write_bytes(b"%PDF-1.7 and no more")
    lay(papers, "good", pdf.render_pdf("<h1>Help</h1>", base_url=None, title="A page", lang="en-GB"))

    found = faults(papers)

    assert any("structure hierarchy" in fault for fault in found["untagged.pdf"])
    assert {fault.split(" ")[0] for fault in found["careless.pdf"]} == {"7.3-1", "7.4.2-1"}
    assert found["torn.pdf"] == ["It could not be read to its end."]
    assert found["good.pdf"] == []


def test_every_address_that_answers_with_a_pdf(world: World, papers: Path) -> None:
    wanted = {address.name for address in addresses() if "pdf" in address.route} - {"wagtaildocs_serve"}
    drawn = set()
    for address, url, answer in answers(world, lambda address: address.name in wanted):
        assert answer["Content-Type"] == PDF, url
        drawn.add(address.name)
        lay(papers, address.name, answer.content)
    assert wanted - drawn == WITH_A_SHORTLIST

    for name, url in papers_by_another_name(world).items():
        answer = Walk(world).clients["coordinator@here"].get(url)
        assert (answer.status_code, answer["Content-Type"]) == (200, PDF), url
        lay(papers, name, answer.content)
    assert_none_has_a_fault(papers, least=len(drawn) + 2)


def papers_by_another_name(world: World) -> dict[str, str]:
    """Return the addresses that the table of addresses asks for in another form."""
    by, today = world.people["coordinator@here"], timezone.localdate()
    framework = ExpectationFramework.objects.first()
    pack = request_pack(prison=world.prison, framework=framework, first=today, last=today, by=by)
    build_pack(key=pack.pk)
    code = world.prison.code
    return {
        "evidence": reverse("coordinator:pack_file", args=[code, pack.pk, "pdf"]),
        "poster": reverse("coordinator:paper_pdf", args=[code, "poster"]),
    }


def test_the_insert_and_the_support_actions_of_a_whole_prison_in_each_form(
    reference: None, settings: Any, papers: Path, client: Client
) -> None:
    settings.DEMONSTRATION = True
    load_demonstration()
    prison = Prison.objects.get(code="ZZI")
    coordinator = User.objects.get(email="coordinator@larkmoor.example")
    listings = list(ServicePage.objects.live().in_prison(prison)[:9])
    change_live(page=listings[0], values={"summary": "It has changed since."}, by=coordinator)
    second = publish_edition(prison=prison, by=coordinator)
    assert second.changes
    for variant in InsertVariant.values:
        lay(papers, f"insert-{variant}", insert_pdf(of_edition(second), variant=variant))
    lay(papers, "insert-draft", insert_pdf(of_draft(prison)))

    client.force_login(coordinator)
    for number, page in enumerate(listings, start=1):
        client.post(reverse("search:acct", args=["ZZI"]), {"text": "", "add": page.pk})
        if number in (1, 6, 9):
            answer = client.post(reverse("search:sheet-pdf", args=["ZZI"]))
            assert answer["Content-Type"] == PDF
            lay(papers, f"support-actions-{number}", answer.content)
    assert_none_has_a_fault(papers, least=7)
