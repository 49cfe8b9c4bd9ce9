"""What an action refused, said in the form that asked for it: nobody gets an error page, and nothing typed is lost."""

from collections.abc import Iterator
from contextlib import contextmanager

from django import forms
from django.core.exceptions import ValidationError


@contextmanager
def refusals_in(form: forms.BaseForm, *others: type[Exception]) -> Iterator[None]:
    """Go on with the page, and say in its form why the rest of the block was refused.

    The messages of a ValidationError stand at the fields that it names, where the form has them; those of `others`,
    an app's own refusals that are written for the person at the screen, above all fields.
    """
    try:
        yield
    except ValidationError as problem:
        named = problem.error_dict if hasattr(problem, "error_dict") else {"": problem.error_list}
        for name, errors in named.items():
            form.add_error(name if name in form.fields else None, errors)
    except others as problem:
        form.add_error(None, str(problem))
