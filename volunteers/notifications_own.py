"""What is told when people ask for a correction or say that they leave: a reference and a link."""

from core.notifications import Kind, register

CORRECTION_ASKED = register(
    Kind(
        code="volunteers.correction-asked",
        label="Somebody asks for a correction",
        audience="Who keeps the person's record, because the person says something in it is wrong.",
        subject="{{ reference }}: something in the record is to be corrected",
        template="volunteers/correction_asked",
    )
)
CORRECTION_ANSWERED = register(
    Kind(
        code="volunteers.correction-answered",
        label="Your request for a correction",
        audience="Whoever asked for something in their own record to be corrected.",
        subject="Your request for a correction is answered",
        template="volunteers/correction_answered",
    )
)
LEAVING = register(
    Kind(
        code="volunteers.leaving",
        label="Somebody stops coming in",
        audience="The leads of the person's organisations and the coordinators of their prisons.",
        subject="{{ reference }}: the last day is {{ on|date:'j F Y' }}",
        template="volunteers/leaving",
    )
)
THANKED = register(
    Kind(
        code="volunteers.thanked",
        label="Thank you",
        audience="Somebody who has left, when everything has come back.",
        subject="Thank you for your time",
        template="volunteers/thanked",
    )
)
