"""What is told about people who speak for applicants: a reference and a link."""

from core.notifications import Kind, register

REFERENCE_ASKED = register(
    Kind(
        code="volunteers.reference-asked",
        label="Will you speak for somebody?",
        audience="Whoever an applicant named, because the organisation would like to hear from them.",
        subject="{{ reference }}: will you speak for somebody who applies?",
        template="volunteers/reference_asked",
        to_users=False,
    )
)
REFERENCE_REMINDER = register(
    Kind(
        code="volunteers.reference-reminder",
        label="Will you speak for somebody? (reminder)",
        audience="Whoever an applicant named and who has not answered for some days.",
        subject="{{ reference }}: will you still speak for somebody who applies?",
        template="volunteers/reference_reminder",
        to_users=False,
    )
)
REFERENCE_CAME = register(
    Kind(
        code="volunteers.reference-came",
        label="A reference is there, or will not come",
        audience="The leads of the organisation, or the coordinator, because whoever was asked answered or did not.",
        subject="{{ reference }}: news about a reference",
        template="volunteers/reference_came",
    )
)
APPLICATION_WITHDRAWN = register(
    Kind(
        code="volunteers.application-withdrawn",
        label="An applicant withdraws",
        audience="The leads of the organisation, or the coordinator, because the applicant withdrew.",
        subject="{{ reference }}: the applicant has withdrawn",
        template="volunteers/application_withdrawn",
    )
)
