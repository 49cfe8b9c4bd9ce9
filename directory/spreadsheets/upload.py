"""The form that takes a spreadsheet."""

from pathlib import PurePath
from typing import Any

from django import forms

from directory.actions.spreadsheets import MOST_BYTES_ON_SCREEN


class UploadForm(forms.Form):
    """One file. Whether it can be read is found out when it is read."""

    file = forms.FileField(
        label="Spreadsheet",
        help_text="A .csv or .xlsx file of at most 5 MB.",
        error_messages={
            "required": "Choose a spreadsheet.",
            "empty": "The file is empty.",
            "missing": "Choose a spreadsheet.",
            "invalid": "Choose a spreadsheet.",
        },
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx"}),
    )

    def clean_file(self) -> Any:
        """Refuse a file that is too large before it is read."""
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES_ON_SCREEN:
            raise forms.ValidationError("The file is larger than 5 MB: split it and import the parts.")
        return file

    @property
    def filename(self) -> str:
        """Return the name without the folder that some browsers send along."""
        return PurePath(self.cleaned_data["file"].name).name
