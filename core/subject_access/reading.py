"""Reads what is held about a subject into words, without naming anybody else."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.contrib.auth import get_user_model
from django.db import models
from django.utils import formats, timezone
from django.utils.translation import gettext as _

from core.privacy import declaration
from core.subject_access.kinds import Part, SubjectKind, parts_of

Line = dict[str, str]


@dataclass
class Section:
    """One table's rows in words: each row is a list of {label, value}."""

    title: str
    rows: list[list[Line]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


@dataclass
class Copy:
    """What is held about one subject. `checked` says that others' words are in it, to be looked through first."""

    kind: SubjectKind
    made_at: datetime
    sections: list[Section]
    checked: bool = False

    @property
    def row_count(self) -> int:
        """Return how many rows there are in all."""
        return sum(len(section.rows) for section in self.sections)


def copy_of(kind: SubjectKind, subject: models.Model, *, with_others_words: bool = False) -> Copy:
    """Return everything that is held about the subject, section by section; empty sections are left out."""
    sections = [_section(part, subject, with_others_words) for part in parts_of(kind, subject)]
    return Copy(kind, timezone.now(), [section for section in sections if section.rows], with_others_words)


def _section(part: Part, subject: models.Model, with_others_words: bool) -> Section:
    model = part.rows.model
    names = part.fields or tuple(name for name, known in declaration(model).items() if known.export)
    section = Section(part.title, notes=[f"{_label(model, name)}: {why}" for name, why in part.withheld.items()])
    for row in part.rows.iterator(chunk_size=500):
        given = []
        for name in names:
            if name in part.withheld:
                value = _("[withheld]")
            elif name in part.others_words and not with_others_words:
                value = _others_words(getattr(row, name))
            elif name in part.excerpts:
                value = "; ".join(part.excerpts[name](row))
            else:
                value = _words(row, name, subject)
            if value:
                given.append({"label": _label(model, name), "value": value})
        section.rows.append(given)
    return section


def _label(model: type[models.Model], name: str) -> str:
    label = str(getattr(model._meta.get_field(name), "verbose_name", name))
    return label[:1].upper() + label[1:]


def _others_words(value: Any) -> str:
    return _("[written by somebody else, to be checked before it is given]") if value else ""


def _words(row: models.Model, name: str, subject: models.Model) -> str:
    """Return a value as somebody reads it."""
    known = row._meta.get_field(name)
    if known.many_to_many:
        return ", ".join(dict.fromkeys(_linked(one, known, subject) for one in getattr(row, name).all()))
    if known.is_relation:
        return _linked(getattr(row, name), known, subject)
    display = getattr(row, f"get_{name}_display", None)
    return plain(display() if display else getattr(row, name))


def _linked(target: Any, known: Any, subject: models.Model) -> str:
    """Return what a link leads to: people other than the subject are not named."""
    if target is None:
        return ""
    if target == subject:
        return _("you")
    people = (get_user_model(), type(subject))
    return _("somebody else, not named") if issubclass(known.related_model, people) else str(target)


def plain(value: Any) -> str:
    """Return a bare value in words: days as they are written here, yes and no, nothing for what is empty."""
    if value in (None, "", [], {}):
        return ""
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, datetime):
        return formats.date_format(timezone.localtime(value), "j F Y, H:i")
    if isinstance(value, date):
        return formats.date_format(value, "j F Y")
    return str(value)
