"""Forms of training sessions."""

from typing import Any

from django import forms

from core.form_dates import DatePartsField, HoursForm, time_field
from volunteers.enums import BookingStatus
from volunteers.forms.sessions import ExpectForm
from volunteers.models import TrainingBooking, TrainingModule, TrainingSession


class TrainingSessionForm(HoursForm, forms.ModelForm):
    """Which training, when, where, who holds it and how many places there are."""

    backwards = "The session ends before it starts."

    module = forms.ModelChoiceField(
        label="Training",
        queryset=TrainingModule.objects.filter(is_active=True),
        empty_label="Choose one",
        error_messages={"required": "Choose the training"},
    )
    on = DatePartsField(label="Day")
    starts = time_field("Starts at")
    ends = time_field("Ends at")

    class Meta:
        model = TrainingSession
        fields = ("module", "on", "starts", "ends", "place", "trainer", "places", "face_to_face")
        widgets = {"places": forms.TextInput(attrs={"inputmode": "numeric", "class": "govuk-input--width-3"})}
        labels = {"face_to_face": "It is held face to face"}

    def __init__(self, *args: Any, trainers: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["trainer"].queryset = trainers  # type: ignore[attr-defined]
        self.fields["trainer"].label_from_instance = lambda user: user.name  # type: ignore[attr-defined]
        self.fields["trainer"].empty_label = "Somebody without an account"  # type: ignore[attr-defined]
        self.fields["place"].error_messages["required"] = "Enter where it is held"
        self.fields["places"].error_messages["required"] = "Enter how many places there are"


class BookForm(ExpectForm):
    """Who is to be on a training session."""

    label = "Who is to come?"


class TeamBookForm(BookForm):
    """Which of an organisation's people is to be on which session."""

    session = forms.ModelChoiceField(
        label="Training",
        queryset=TrainingSession.objects.none(),
        empty_label="Choose one",
        error_messages={"required": "Choose the training"},
    )
    field_order = ("session", "entrant")

    def __init__(self, *args: Any, sessions: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["session"].queryset = sessions  # type: ignore[attr-defined]
        self.fields["session"].label_from_instance = (  # type: ignore[attr-defined]
            lambda session: f"{session}, {session.prison.name}"
        )


class AttendanceForm(forms.Form):
    """Whether each person came; one question for each, and none has to be answered yet."""

    CAME, NOT = "came", "did-not-come"

    def __init__(self, *args: Any, bookings: list[TrainingBooking], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.bookings = bookings
        for booking in bookings:
            marked = booking.status in (BookingStatus.CAME, BookingStatus.DID_NOT_COME)
            self.fields[str(booking.pk)] = forms.ChoiceField(
                label=booking.entrant.name,
                choices=[(self.CAME, "Came"), (self.NOT, "Did not come")],
                required=False,
                initial=booking.status if marked else "",
                widget=forms.RadioSelect(attrs={"class": "govuk-radios--small govuk-radios--inline"}),
            )

    def marks(self) -> list[tuple[TrainingBooking, bool]]:
        """Return each booking about which something was said, and whether the person came."""
        said = [(booking, self.cleaned_data[str(booking.pk)]) for booking in self.bookings]
        return [(booking, answer == self.CAME) for booking, answer in said if answer]
