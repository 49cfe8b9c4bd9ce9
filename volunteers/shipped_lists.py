"""The lists as shipped. They are defaults, to be confirmed by each prison; an administrator changes the rows."""

from typing import Any

#: slug, label, months it is valid. The order is the height.
LEVELS = (
    ("escorted-visitor", "Escorted visitor", 60),
    ("baseline", "Baseline", 60),
    ("standard-plus", "Standard Plus", 60),
    ("enhanced-1", "Enhanced 1", 60),
    ("enhanced-2", "Enhanced 2", 60),
    ("ctc", "CTC", 120),
)

#: slug, label, months it is valid, face to face, counts towards inspection coverage.
MODULES = (
    ("acct-awareness", "ACCT awareness", 36, True, True),
    ("violence-reduction", "Violence reduction", 36, True, False),
    ("raising-a-concern", "Raising a concern", 36, False, True),
    ("health-and-safety", "Health and safety", 36, False, False),
    ("safe-systems-of-work", "Safe systems of work", 36, False, False),
    ("security-awareness", "Security awareness", 12, False, False),
    ("prison-life", "Prison Life", None, False, False),
    ("key-talk", "Key talk", 12, True, False),
    ("personal-safety", "Personal safety", 36, True, False),
    ("conditioning-and-manipulation", "Conditioning and manipulation", 36, False, False),
    ("corruption-prevention", "Corruption prevention", 36, False, False),
    ("boundaries", "Boundaries", 36, False, False),
    ("information-security", "Information security and data protection", 12, False, False),
    ("safeguarding", "Safeguarding", 36, False, False),
    ("equality-and-inclusion", "Equality and inclusion", 36, False, False),
    ("trauma-informed-practice", "Trauma-informed practice", 36, False, False),
    ("fire-and-evacuation", "Fire and evacuation", 12, False, False),
    ("radio", "Radio", 36, True, False),
    ("lone-working", "Lone working", 36, False, False),
)
PREREQUISITES = {"key-talk": ("security-awareness", "conditioning-and-manipulation"), "radio": ("security-awareness",)}

_UNESCORTED = ("acct-awareness", "raising-a-concern", "health-and-safety", "safe-systems-of-work", "security-awareness")

#: slug, label, lowest level, modules it needs, part of every approval.
ACCESS_TYPES = (
    ("escorted", "Escorted", "escorted-visitor", (), True),
    ("set-areas", "Unescorted in set areas", "baseline", _UNESCORTED, False),
    ("key-holder", "Key holder", "standard-plus", (*_UNESCORTED, "key-talk", "corruption-prevention"), False),
    ("radio", "Radio", "baseline", ("radio",), False),
    ("tools", "Tools", "baseline", ("safe-systems-of-work",), False),
)


def ship(level: Any, module: Any, access: Any) -> None:
    """Add the rows that are missing to the three tables, given as classes: a migration has classes of its own."""
    for order, (slug, label, months) in enumerate(LEVELS):
        level.objects.get_or_create(slug=slug, defaults={"label": label, "validity_months": months, "order": order})
    for order, (slug, label, lasts, face_to_face, counts) in enumerate(MODULES):
        facts = {"label": label, "validity_months": lasts, "face_to_face": face_to_face, "order": order}
        module.objects.get_or_create(slug=slug, defaults={**facts, "counts_for_inspection": counts})
    for slug, needed in PREREQUISITES.items():
        module.objects.get(slug=slug).prerequisites.add(*module.objects.filter(slug__in=needed))
    for order, (slug, label, lowest, needed, always) in enumerate(ACCESS_TYPES):
        row, made = access.objects.get_or_create(
            slug=slug,
            defaults={
                "label": label,
                "order": order,
                "required_level": level.objects.get(slug=lowest),
                "in_every_approval": always,
            },
        )
        if made:
            row.modules.add(*module.objects.filter(slug__in=needed))


#: stage, ideal days, most days, whom it waits for, what the applicant is told.
STAGES = (
    ("enquiry", 2, 5, "the organisation", "Thank you. We will send you what you need to apply."),
    ("application", 5, 10, "the organisation", "We have your application and read it now."),
    ("conversation", 10, 20, "you and the organisation", "We would like to talk with you and find a time together."),
    ("references", 10, 20, "the people who speak for you", "We have asked the people who speak for you."),
    ("vetting", 42, 90, "the vetting unit", "Your clearance is under way. Past convictions do not bar anybody."),
    ("induction", 14, 30, "the prison", "Induction and training come next. We tell you the days."),
)


def ship_stages(rule: Any) -> None:
    """Add the rules of stages that are missing, to a table given as a class."""
    for stage, ideal, most, waits_for, told in STAGES:
        facts = {"ideal_days": ideal, "max_days": most, "waits_for": waits_for, "told": told}
        rule.objects.get_or_create(stage=stage, defaults=facts)


#: slug and label of what has to come back or be closed when somebody leaves.
LEAVER_ITEMS = (
    ("badge", "Badge or pass"),
    ("keys", "Keys and key account"),
    ("radio", "Radio and other equipment"),
    ("computer-access", "Access to computers and e-mail"),
    ("gate", "Taken off the gate list and told to the gate"),
    ("papers", "Papers and notes about people in prison"),
)


def ship_leaver_items(item: Any) -> None:
    """Add the items that are missing, to a table given as a class."""
    for order, (slug, label) in enumerate(LEAVER_ITEMS):
        item.objects.get_or_create(slug=slug, defaults={"label": label, "order": order})
