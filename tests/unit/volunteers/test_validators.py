"""Text that looks like conviction detail is refused; ordinary text is not."""

import pytest
from django.core.exceptions import ValidationError

from volunteers.validators import no_conviction_detail


@pytest.mark.parametrize(
    "text",
    [
        "Convicted of theft in 2009",
        "has an unspent conviction",
        "Police caution 2015",
        "DBS shows nothing",
        "He went to court",
        "GBH, long ago",
        "drink-driving",
        "sentenced to 6 months",
        "refused because of an arrest",
        "Certificate 001234567890",
        "AB123456C",
        "A1234BC",
        "an ex-offender",
    ],
)
def test_conviction_detail_is_refused(text):
    with pytest.raises(ValidationError, match="Take out"):
        no_conviction_detail(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "One meeting with the governor about the choir",
        "Training is booked for Thursday",
        "Escort by the chaplain, spends the morning in education",
        "Laptop without camera, 12 library books",
        "Courtyard garden, tools counted",
    ],
)
def test_ordinary_text_is_fine(text):
    no_conviction_detail(text)
