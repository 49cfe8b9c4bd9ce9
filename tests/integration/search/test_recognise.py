"""What words are taken to mean, with the shipped needs and groups."""

import pytest

from directory.models import Need, NeedSynonym
from search.recognise import _wanted, recognise
from search.vocabulary import current

pytestmark = pytest.mark.django_db


def meant(text: str) -> set[str]:
    return {need.slug for need in recognise(text, current()).needs if not need.negated}


@pytest.fixture(autouse=True)
def _words(reference):
    """Every test here reads with the shipped lists."""


CASES = [
    ("spice", {"synthetic-drugs"}),
    ("not much space in there", set()),
    ("smoking spise on the wing", {"synthetic-drugs"}),
    ("Lost HIS mum", {"recent-death"}),
    ("lost her mum", {"recent-death"}),
    ("lost his nan, can't sleep", {"recent-death", "sleep-and-relaxation"}),
    ("lost her brother last week", {"recent-death"}),
    ("his mum died, not sleeping", {"recent-death", "sleep-and-relaxation"}),
    ("her dad has died", {"recent-death"}),
    ("owes vapes", {"debt-in-prison"}),
    ("lost his job", {"job-skills-and-job-search"}),
    ("can’t sleep", {"sleep-and-relaxation"}),
    ("cant sleep", {"sleep-and-relaxation"}),
    ("self-harm", {"self-harm"}),
    ("selfharm", {"self-harm"}),
    ("funeral", {"funeral"}),
    ("needs an escort to funeral", {"funeral"}),
    ("Someone close has died", {"recent-death"}),
    ("bullied and in debt", {"bullying-and-threats", "debt-in-prison"}),
    ("never used IT", {"digital-skills"}),
    ("it is bad", set()),
    ("not drugs, lost his mum", {"recent-death"}),
    ("no spice", set()),
    ("nothing to do with heroin", set()),
    ("no visits", {"loneliness"}),
    ("not coping", {"wellbeing"}),
    ("no fixed abode", {"nowhere-to-live"}),
    ("not heroin or crack", set()),
    ("not just drugs, he gambles too", {"drugs-alcohol", "gambling"}),
    ("", set()),
    ("!!! ???", set()),
]


def test_words_slang_spelling_and_negation():
    wrong = {text: meant(text) for text, expected in CASES if meant(text) != expected}
    assert wrong == {}


LACKING = [
    ("no bail address", "address-for-early-release"),
    ("he's got no HDC address to give", "address-for-early-release"),
    ("hasn't got a bail address", "address-for-early-release"),
    ("doesn't have a hostel to go to", "supported-housing"),
    ("never had a bank account", "bank-account"),
    ("no passport or birth cert", "identity-documents"),
    ("no job to go out to", "job-skills-and-job-search"),
    ("without his methadone since reception", "withdrawal-and-prescribing"),
    ("hasn't had his script", "withdrawal-and-prescribing"),
    ("no GP outside", "health-care-after-release"),
    ("no solicitor for his hearing", "legal"),
    ("has not got a mentor", "mentoring"),
    ("no PIN credit", "keeping-in-touch"),
    ("speaks no English", "english-language"),
    ("no interpreter", "sight-hearing-communication"),
    ("no hearing aid", "sight-hearing-communication"),
    ("no money", "money"),
    ("no release plan", "release-planning"),
]
RULED_OUT = [
    ("not housing, it's his wing debt", "housing"),
    ("no longer on methadone", "withdrawal-and-prescribing"),
    ("no more methadone, he finished", "withdrawal-and-prescribing"),
    ("hasn't got any wing debt", "debt-in-prison"),
    ("no rattling or detox", "withdrawal-and-prescribing"),
    ("isn't homeless", "housing"),
    ("no housing problems, it's his nerves", "housing"),
    ("no money worries", "money"),
    ("no gang trouble", "gangs-and-county-lines"),
    ("never had a drink problem", "alcohol"),
    ("nothing to do with his benefits", "benefits"),
]


def test_what_somebody_is_without_is_what_they_need():
    assert [text for text, slug in LACKING if slug not in meant(text)] == []


def test_troubles_that_are_denied_and_things_that_are_not_meant_are_ruled_out():
    assert [text for text, slug in RULED_OUT if slug in meant(text)] == []


def test_every_need_that_may_be_lacking_is_a_shipped_one():
    assert set(_wanted()) <= set(Need.objects.values_list("slug", flat=True))


def test_who_the_words_speak_of():
    cases = {
        "ex-army and 19 years old": (("veterans",), 19),
        "aged 52, on remand": (("remand",), 52),
        "22yo care leaver": (("care-experienced",), 22),
        "he's a dad": (("parents-and-carers",), None),
        "lost his dad": ((), None),
        "is black": (("racially-minoritised",), None),
        "on black mamba": ((), None),
        "not a veteran": ((), None),
        "served 3 years": ((), None),
    }
    read = {text: recognise(text, current()) for text in cases}
    assert {text: (found.groups, found.age) for text, found in read.items()} == cases


def test_a_mended_word_is_marked_and_trusted_less():
    [exact], [mended] = recognise("bereavement", current()).needs, recognise("berevement", current()).needs
    assert (exact.by, mended.by) == ("word", "spelling")
    assert mended.strength < exact.strength


def test_local_slang_is_understood_as_soon_as_it_is_saved_and_forgotten_when_deleted():
    assert meant("got the wobbles") == set()
    slang = NeedSynonym.objects.create(need=Need.objects.get(slug="anxiety-and-low-mood"), words="the wobbles")
    assert meant("got the wobbles") == {"anxiety-and-low-mood"}
    slang.delete()
    assert meant("got the wobbles") == set()


def test_slang_added_in_bulk_is_understood_too():
    assert meant("got the wobbles") == set()
    need = Need.objects.get(slug="anxiety-and-low-mood")
    NeedSynonym.objects.bulk_create([NeedSynonym(need=need, words="the wobbles")])
    assert meant("got the wobbles") == {"anxiety-and-low-mood"}


def test_a_need_taken_out_of_use_is_no_longer_recognised():
    need = Need.objects.get(slug="funeral")
    need.is_active = False
    need.save()
    assert "funeral" not in meant("funeral")


def test_reading_the_words_costs_one_query(django_assert_num_queries):
    current()
    with django_assert_num_queries(1):
        recognise("lost his mum, not drugs", current())


def test_labels_are_put_into_sentences_in_lower_case_unless_they_begin_with_a_name():
    vocabulary = current()
    assert vocabulary.in_sentence("Someone close has died") == "someone close has died"
    assert vocabulary.in_sentence("Armed Forces veterans") == "Armed Forces veterans"
    assert vocabulary.in_sentence("Black, Asian and other people") == "Black, Asian and other people"
    assert vocabulary.in_sentence("LGBTQ+ people") == "LGBTQ+ people"
    assert vocabulary.in_sentence("Debt on the wing") == "debt on the wing"
    assert vocabulary.in_sentence("Welsh speakers") == "Welsh speakers"
