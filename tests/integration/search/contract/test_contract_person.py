"""What any backend must do about the person, the times and the asker: the same listings left out, kept and shown.

Belongs to the contract in `test_contract.py`, which names the allowed differences.
"""

import datetime

import pytest
from django.utils import timezone

from directory.enums import Availability
from directory.models import DeliveryMode, Language, LegalStatus, LocationKind, ServiceExclusion, ServicePage
from search.finder import Answer, Who
from tests.factories.accounts import user_with_role
from tests.factories.directory import PrisonFactory, service, session_in

pytestmark = pytest.mark.django_db


def titles(answer: Answer) -> list[str]:
    return [hit.page.title for hit in answer.hits]


def test_a_need_that_the_user_took_away_is_not_looked_for(prison, needs, ask):
    service(prison, title="Heroin", needs=[needs["drug-use"]])
    service(prison, title="Grief", needs=[needs["recent-death"]])
    assert titles(ask(prison, "bereaved and on heroin", without=("drug-use",))) == ["Grief"]


@pytest.mark.parametrize(
    ("fields", "who", "reason"),
    [
        ({"for_men": False}, Who(), "women only"),
        ({"age_from": 18, "age_to": 25}, Who(age=40), "for another age"),
        ({"age_from": 50}, Who(age_band="18-25"), "for another age"),
        ({"weeks_left_min": 12}, Who(weeks_left=4), "needs at least 12 weeks left"),
        ({"weeks_left_max": 12}, Who(weeks_left=40), "only in the last 12 weeks"),
        ({"availability": Availability.PAUSED}, Who(), "paused"),
        ({"availability": Availability.CLOSED}, Who(), "closed"),
    ],
)
def test_what_contradicts_the_person_is_left_out_and_counted(prison, needs, fields, who, reason, ask):
    service(prison, title="Unsuitable", needs=[needs["recent-death"]], **fields)
    service(prison, title="Suitable", needs=[needs["recent-death"]])
    answer = ask(prison, "bereaved", who=who)
    assert titles(answer) == ["Suitable"]
    assert (answer.not_suitable, answer.not_suitable_reasons) == (1, ((reason, 1),))


@pytest.mark.parametrize("who", [Who(legal_status="unconvicted"), Who(legal_status="remand"), Who(groups=("remand",))])
def test_a_service_for_sentenced_people_is_left_out_on_remand(prison, needs, groups, who, ask):
    page = service(prison, title="Sentenced", needs=[needs["recent-death"]])
    page.legal_statuses = [LegalStatus.objects.get(slug="sentenced")]
    page.save()
    service(prison, title="Any", needs=[needs["recent-death"]])
    answer = ask(prison, "bereaved", who=who)
    assert titles(answer) == ["Any"]
    assert answer.not_suitable_reasons == (("does not take people on remand", 1),)
    assert "Takes people on remand" in answer.hits[0].why


def test_a_service_that_does_not_reach_the_location_is_left_out(prison, needs, groups, ask):
    page = service(prison, title="Wings", needs=[needs["recent-death"]])
    page.locations = [LocationKind.objects.get(slug="wing")]
    page.save()
    answer = ask(prison, "bereaved", who=Who(location="csu"))
    assert answer.not_suitable_reasons == (("does not reach segregation (CSU)", 1),)


def exclude(page: ServicePage, group, *, staff_only: bool = False) -> None:
    page.exclusions.add(ServiceExclusion(group=group, staff_only=staff_only))
    page.save()


def test_an_excluded_group_is_left_out_with_its_name(prison, needs, groups, ask):
    exclude(service(prison, needs=[needs["recent-death"]]), groups["veterans"])
    answer = ask(prison, "bereaved", who=Who(groups=("veterans",)))
    assert answer.not_suitable_reasons == (("not for Armed Forces veterans", 1),)


def test_a_sensitive_exclusion_is_obeyed_for_everybody_and_named_to_staff_only(prison, needs, groups, ask):
    exclude(service(prison, needs=[needs["recent-death"]]), groups["sensitive"])
    who = Who(groups=("sensitive",))
    assert ask(prison, "bereaved", who=who).not_suitable_reasons == (("for another reason", 1),)
    officer = user_with_role("staff", prison)
    reasons = ask(prison, "bereaved", who=who, user=officer).not_suitable_reasons
    assert reasons == (("not for people convicted of something", 1),)


def test_a_service_for_a_group_stands_first_for_its_members_and_last_for_others(prison, needs, groups, ask):
    service(prison, title="Veterans' hut", needs=[needs["recent-death"]], groups=[groups["veterans"]])
    service(prison, title="Young people", needs=[needs["recent-death"]], groups=[groups["young-adults"]])
    service(prison, title="Z for all", needs=[needs["recent-death"]], groups=[groups["anyone"]])
    member = ask(prison, "bereaved", who=Who(groups=("veterans",), age=40))
    assert titles(member) == ["Veterans' hut", "Z for all"]
    assert member.not_suitable_reasons == (("only for young adults (18 to 25)", 1),)
    assert "For Armed Forces veterans" in member.hits[0].why
    other = ask(prison, "bereaved")
    assert titles(other)[0] == "Z for all"
    assert "For Armed Forces veterans only: check first" in other.hits[1].why


def test_words_say_who_the_person_is(prison, needs, groups, ask):
    service(prison, title="Veterans' hut", needs=[needs["recent-death"]], groups=[groups["veterans"]])
    service(prison, title="Young people", needs=[needs["recent-death"]], groups=[groups["young-adults"]])
    answer = ask(prison, "ex-army, 52 years old, lost his mum")
    assert answer.groups == ("veterans",)
    assert titles(answer) == ["Veterans' hut"]


def test_staff_see_when_it_comes_and_the_public_does_not(prison, needs, ask):
    service(prison, title="Tomorrow", needs=[needs["recent-death"]], sessions=[session_in(1)])
    officer = user_with_role("staff", prison)
    [hit] = ask(prison, "bereaved", user=officer).hits
    assert hit.next_session[0] == timezone.localdate() + datetime.timedelta(days=1)
    assert "Comes tomorrow" in hit.why
    [public] = ask(prison, "bereaved").hits
    assert public.next_session is None
    assert not any(reason.startswith("Comes") for reason in public.why)


def test_the_sooner_session_stands_first_for_staff(prison, needs, ask):
    service(prison, title="A later", needs=[needs["recent-death"]], sessions=[session_in(5)])
    service(prison, title="B sooner", needs=[needs["recent-death"]], sessions=[session_in(1)])
    assert titles(ask(prison, "bereaved", user=user_with_role("staff", prison))) == ["B sooner", "A later"]
    assert titles(ask(prison, "bereaved")) == ["A later", "B sooner"]


def test_asking_for_today_keeps_what_comes_or_answers_today(prison, needs, ask):
    service(prison, title="Comes today", needs=[needs["recent-death"]], sessions=[session_in(0)])
    service(prison, title="Comes later", needs=[needs["recent-death"]], sessions=[session_in(3)])
    service(prison, title="Rings back", needs=[needs["recent-death"]], response_days=1)
    service(prison, title="Answers late", needs=[needs["recent-death"]], response_days=5)
    officer = user_with_role("staff", prison)
    assert set(titles(ask(prison, "bereaved", when="today", user=officer))) == {"Comes today", "Rings back"}


def test_the_public_cannot_find_out_session_days_by_asking(prison, needs, ask):
    service(prison, title="Comes today", needs=[needs["recent-death"]], sessions=[session_in(0)])
    service(prison, title="Comes later", needs=[needs["recent-death"]], sessions=[session_in(3)])
    assert titles(ask(prison, "bereaved", when="today")) == titles(ask(prison, "bereaved"))


def test_only_the_ways_asked_for(prison, needs, ask):
    post = DeliveryMode.objects.create(slug="postal", label="Postal")
    service(prison, title="By post", needs=[needs["recent-death"]], modes=[post])
    service(prison, title="In person", needs=[needs["recent-death"]])
    assert titles(ask(prison, "bereaved", modes=("postal",))) == ["By post"]


def test_drafts_unpublished_and_closed_prisons_never_show(prison, needs, ask):
    service(prison, title="Draft", needs=[needs["recent-death"]], live=False)
    gone = service(prison, title="Unpublished", needs=[needs["recent-death"]])
    closed = PrisonFactory(code="CLO", opened_on=None)
    service(closed, title="Closed", needs=[needs["recent-death"]])
    gone.unpublish()
    assert titles(ask(prison, "bereaved")) == []
    assert titles(ask(closed, "bereaved")) == []


def test_a_service_in_the_persons_language_says_so(prison, needs, groups, ask):
    welsh = Language.objects.create(slug="welsh", label="Welsh")
    service(prison, title="A in English", needs=[needs["recent-death"]])
    page = service(prison, title="B in Welsh", needs=[needs["recent-death"]])
    page.languages = [welsh]
    page.save()
    answer = ask(prison, "bereaved", who=Who(language="welsh"))
    assert {hit.page.title for hit in answer.hits if "In Welsh" in hit.why} == {"B in Welsh"}


def test_every_page_says_how_many_there_are_in_all(prison, needs, ask):
    for number in range(5):
        service(prison, title=f"Grief {number}", needs=[needs["recent-death"]])
    service(prison, title="Women", needs=[needs["recent-death"]], for_men=False)
    pages = [ask(prison, "bereaved", limit=2, offset=offset) for offset in (0, 2, 4, 6)]
    assert {(page.total, page.not_suitable) for page in pages} == {(5, 1)}
    assert [len(page.hits) for page in pages] == [2, 2, 1, 0]
