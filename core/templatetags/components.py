"""Template components that need more than an include.

Every tag here draws `templates/components/<name>.html`, so what can be seen there is what is served.
Block tags (`{% details "…" %}…{% enddetails %}`) take the markup between them as their body.
The library is a builtin of the template engine: no `{% load %}` is needed.
"""

import datetime
from collections.abc import Iterable, Mapping
from typing import Any

from django import template
from django.core.paginator import Page
from django.forms import BaseForm, BaseFormSet
from django.forms.boundfield import BoundField
from django.template.loader import render_to_string
from django.utils import formats, timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _

from core.forms import ANSWER_NEEDED, plain_words

register = template.Library()

TAG_COLOURS = {"", "grey", "green", "teal", "blue", "purple", "magenta", "red", "orange", "yellow"}
BUTTON_KINDS = {"", "secondary", "warning", "inverse"}


@register.inclusion_tag("components/button.html")
def button(
    text: str, *, href: str = "", kind: str = "", name: str = "", value: str = "", form: str = ""
) -> dict[str, str]:
    """Draw a submit button, or with `href` a link that looks like one. Kinds: secondary, warning, inverse."""
    if kind not in BUTTON_KINDS:
        raise template.TemplateSyntaxError(f"button: no kind {kind!r}")
    return {"text": text, "href": href, "kind": kind, "name": name, "value": value, "form": form}


@register.inclusion_tag("components/tag.html")
def tag(text: str, colour: str = "") -> dict[str, str]:
    """Draw a status tag. The words must be enough alone: colour is lost on a mono printer."""
    if colour not in TAG_COLOURS:
        raise template.TemplateSyntaxError(f"tag: no colour {colour!r}")
    return {"text": text, "colour": colour}


@register.inclusion_tag("components/summary_list.html")
def summary_list(rows: Iterable[Mapping[str, Any]], *, borders: bool = True) -> dict[str, Any]:
    """Draw rows of {key, value, actions}; each action is {text, url, hidden}, `hidden` naming what it changes."""
    rows = list(rows)
    return {"rows": rows, "borders": borders, "has_actions": any(row.get("actions") for row in rows)}


@register.inclusion_tag("components/table.html")
def data_table(
    headers: Iterable[Any],
    rows: Iterable[Iterable[Any]],
    *,
    caption: str,
    numeric: str = "",
    caption_hidden: bool = False,
) -> dict[str, Any]:
    """Draw a plain table; `numeric` names the columns of numbers by position from 1, as in "2,3"."""
    right = {int(position) for position in numeric.split(",") if position}
    return {
        "headers": [(header, index in right) for index, header in enumerate(headers, start=1)],
        "rows": [[(cell, index in right) for index, cell in enumerate(row, start=1)] for row in rows],
        "caption": caption,
        "caption_hidden": caption_hidden,
    }


@register.inclusion_tag("components/pagination.html", takes_context=True)
def pagination(context: template.Context, page: Page[Any], *, parameter: str = "page") -> dict[str, Any]:
    """Draw links to the other pages of a list, keeping the rest of the query string. Nothing for one page."""
    query = context["request"].GET.copy()
    query.pop(parameter, None)
    kept = f"&{query.urlencode()}" if query else ""

    def address(number: int) -> str:
        return f"?{parameter}={number}{kept}"

    elided = page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    return {
        "page": page,
        "shown": page.paginator.num_pages > 1,
        "previous": address(page.previous_page_number()) if page.has_previous() else "",
        "next": address(page.next_page_number()) if page.has_next() else "",
        "items": [{"number": number, "url": address(number) if isinstance(number, int) else ""} for number in elided],
    }


@register.inclusion_tag("components/error_summary.html")
def error_summary(*forms: Any) -> dict[str, Any]:
    """Draw what has to be put right in forms and formsets, each error linking to its field."""
    return {"errors": [error for form in forms for error in _errors_of(form)]}


def _errors_of(form: Any) -> Iterable[dict[str, str]]:
    """Yield {text, href} for a form or formset; errors of the whole form have no field to link to."""
    if isinstance(form, BaseFormSet):
        for error in form.non_form_errors():
            yield {"text": str(error), "href": ""}
        for member in form.forms:
            yield from _errors_of(member)
    elif isinstance(form, BaseForm):
        for name, errors in form.errors.items():
            field = form[name] if name in form.fields else None
            target = getattr(field, "error_target_id", "") if field and not field.is_hidden else ""
            for error in errors:
                yield {"text": _standing_alone(error, field), "href": f"#{target}" if target else ""}


def _standing_alone(error: Any, field: BoundField | None) -> str:
    """Say which field an error is about where its own words do not: far from the field they mean nothing."""
    words = plain_words(error)
    if field is not None and words == str(ANSWER_NEEDED):
        return _("%(label)s – an answer is needed") % {"label": field.label}
    return words


@register.inclusion_tag("components/filter_chips.html")
def filter_chips(chips: Iterable[Mapping[str, str]], *, heading: str = "", clear_url: str = "") -> dict[str, Any]:
    """Draw chosen filters as {label, remove_url}; one without `remove_url` cannot be removed."""
    return {"chips": list(chips), "heading": heading, "clear_url": clear_url}


@register.inclusion_tag("components/back_link.html")
def back_link(href: str, text: str = "") -> dict[str, str]:
    """Draw a link to the page before. For the `before_content` block."""
    return {"href": href, "text": text or _("Back")}


@register.inclusion_tag("components/breadcrumbs.html")
def breadcrumbs(items: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """Draw (text, url) pairs from the front page down; the last may have an empty url."""
    return {"items": list(items)}


@register.inclusion_tag("components/task_list.html")
def task_list(tasks: Iterable[Mapping[str, str]], *, id_prefix: str = "task") -> dict[str, Any]:
    """Draw tasks of {title, url, hint, status, colour}; an empty colour means done, drawn as plain words."""
    return {"tasks": list(tasks), "id_prefix": id_prefix}


@register.inclusion_tag("components/timeline.html")
def timeline(events: Iterable[Mapping[str, Any]], *, heading_level: int = 2) -> dict[str, Any]:
    """Draw events of {title, by, at, text}, newest first as given; `at` is a datetime."""
    return {"events": list(events), "heading_level": heading_level}


@register.inclusion_tag("components/sub_navigation.html")
def sub_navigation(items: Iterable[Mapping[str, Any]], *, label: str) -> dict[str, Any]:
    """Draw the pages of one section as {label, url, current}: tabs that are links and need no script."""
    return {"items": list(items), "label": label}


@register.inclusion_tag("components/tabs.html")
def tabs(items: Iterable[Mapping[str, Any]], *, title: str) -> dict[str, Any]:
    """Draw panels of {id, label, body}, of which a script shows one at a time."""
    return {"items": list(items), "title": title}


@register.inclusion_tag("components/boundary.html")
def boundary() -> dict[str, Any]:
    """Draw the boundary text; the same as including components/boundary.html."""
    return {}


@register.simple_block_tag
def details(content: str, summary: str) -> str:
    """Draw text that is opened by its summary."""
    return render_to_string("components/details.html", {"summary": summary, "body": content})


@register.simple_block_tag
def inset(content: str) -> str:
    """Draw a paragraph set apart by a bar at its side."""
    return render_to_string("components/inset.html", {"body": content})


@register.simple_block_tag
def warning(content: str) -> str:
    """Draw a warning with its exclamation mark."""
    return render_to_string("components/warning.html", {"body": content})


@register.simple_block_tag
def notification(content: str, title: str = "", kind: str = "") -> str:
    """Draw a notification banner; kind "success" is announced at once."""
    return render_to_string("components/notification.html", {"body": content, "title": title, "kind": kind})


@register.simple_block_tag
def empty_state(content: str, title: str) -> str:
    """Draw what to do next where a list has nothing to show."""
    return render_to_string("components/empty_state.html", {"body": content, "title": title})


@register.filter
def uk_date(value: datetime.date | datetime.datetime | None) -> str:
    """Format as "27 March 2026" inside a `time` element; nothing for None."""
    return _time_element(value, "j F Y")


@register.filter
def uk_day(value: datetime.date | datetime.datetime | None) -> str:
    """Format as "Friday 27 March 2026", for days that people plan by."""
    return _time_element(value, "l j F Y")


@register.filter
def uk_datetime(value: datetime.datetime | None) -> str:
    """Format as "27 March 2026 at 2:30pm" in the site's time zone."""
    if value is None:
        return ""
    local = timezone.localtime(value)
    words = _("%(date)s at %(time)s") % {"date": formats.date_format(local, "j F Y"), "time": _clock(local)}
    return format_html('<time datetime="{}">{}</time>', local.isoformat(timespec="minutes"), words)


@register.filter
def uk_time(value: datetime.time | datetime.datetime | None) -> str:
    """Format as "2:30pm", "9am", "midday" or "midnight"."""
    if value is None:
        return ""
    return _clock(timezone.localtime(value) if isinstance(value, datetime.datetime) else value)


def _clock(value: datetime.time | datetime.datetime) -> str:
    """Write a time of day; am and pm are the same in Welsh, where Django's own names for them are not in use."""
    if value.minute == 0 and value.hour % 12 == 0:
        return _("midday") if value.hour else _("midnight")
    minutes = f":{value.minute:02}" if value.minute else ""
    return f"{value.hour % 12 or 12}{minutes}{'pm' if value.hour >= 12 else 'am'}"


def _time_element(value: datetime.date | None, date_format: str) -> str:
    if value is None:
        return ""
    day = timezone.localtime(value).date() if isinstance(value, datetime.datetime) else value
    return format_html('<time datetime="{}">{}</time>', day.isoformat(), formats.date_format(day, date_format))
