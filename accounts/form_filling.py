"""Puts values back into a form of a page that is already HTML, so that no view needs to know about it."""

from collections.abc import Iterator
from html import escape
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

Fields = dict[str, list[str]]
Attributes = list[tuple[str, str | None]]

_LEFT_ALONE = {"hidden", "submit", "button", "image", "reset", "file", "password"}
_CONTROLS = {"input", "textarea", "select"}


def fill_form(html: str, *, page: str, action: str, fields: Fields) -> tuple[str, set[str]]:
    """Fill the form of the page that posts to `action` and shares most names with `fields`.

    Returns the new HTML and the names that found their place; the same HTML and an empty set where there is
    no such form.
    """
    survey = _Survey(page, action)
    survey.feed(html)
    best = max(survey.forms.items(), key=lambda form: len(form[1] & set(fields)), default=(0, set()))
    if not best[1] & set(fields):
        return html, set()
    filler = _Filler(best[0], fields)
    filler.feed(html)
    filler.close()
    return "".join(filler.out), filler.filled


class _FormCounter(HTMLParser):
    """Numbers the forms of a page from 1; `form` is the one we are in, 0 outside."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.form = self._seen = 0

    def _count(self, tag: str) -> None:
        if tag == "form":
            self._seen += 1
            self.form = self._seen


class _Survey(_FormCounter):
    """Finds the names in each form that posts to an address."""

    def __init__(self, page: str, action: str) -> None:
        super().__init__()
        self._page, self._action = page, urlsplit(action).path
        self.forms: dict[int, set[str]] = {}

    def handle_starttag(self, tag: str, attrs: Attributes) -> None:
        self._count(tag)
        values = dict(attrs)
        if tag == "form" and (values.get("method") or "").lower() == "post":
            if urlsplit(urljoin(self._page, values.get("action") or "")).path == self._action:
                self.forms[self.form] = set()
        elif tag in _CONTROLS and self.form in self.forms and values.get("type") not in _LEFT_ALONE:
            self.forms[self.form].add(values.get("name") or "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.form = 0


class _Filler(_FormCounter):
    """Copies a page and fills one of its forms on the way."""

    def __init__(self, form: int, fields: Fields) -> None:
        super().__init__()
        self._target = form
        self._values: dict[str, Iterator[str]] = {name: iter(values) for name, values in fields.items()}
        self._fields = fields
        self._select = ""
        self._skipping = False
        self.filled: set[str] = set()
        self.out: list[str] = []

    def handle_starttag(self, tag: str, attrs: Attributes) -> None:
        self._count(tag)
        values = dict(attrs)
        text = self.get_starttag_text() or ""
        if self.form == self._target:
            text = self._filled_tag(tag, attrs, values.get("name") or "", text)
        self.out.append(text)
        if self._skipping:
            self.out.append("\n" + escape(next(self._values[values["name"] or ""], "")))

    def handle_startendtag(self, tag: str, attrs: Attributes) -> None:
        self.handle_starttag(tag, attrs)

    def _filled_tag(self, tag: str, attrs: Attributes, name: str, text: str) -> str:
        if tag == "select":
            self._select = name if name in self._fields else ""
            self.filled |= {name} & set(self._fields)
        elif tag == "option" and self._select:
            return _with_flag(tag, attrs, "selected", dict(attrs).get("value") in self._fields[self._select])
        elif tag == "textarea" and name in self._fields:
            self._skipping = True
            self.filled.add(name)
        elif tag == "input":
            return self._filled_input(attrs, name, text)
        return text

    def _filled_input(self, attrs: Attributes, name: str, text: str) -> str:
        kind = (dict(attrs).get("type") or "text").lower()
        if kind == "checkbox" or (kind == "radio" and name in self._fields):
            self.filled |= {name} & set(self._fields)
            return _with_flag(
                "input", attrs, "checked", (dict(attrs).get("value") or "on") in self._fields.get(name, [])
            )
        if kind in _LEFT_ALONE or name not in self._fields:
            return text
        self.filled.add(name)
        return _tag("input", [*_without(attrs, "value"), ("value", next(self._values[name], ""))])

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self._skipping = False
        elif tag == "select":
            self._select = ""
        elif tag == "form":
            self.form = 0
        self.out.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        if not self._skipping:
            self.out.append(data)

    def handle_entityref(self, name: str) -> None:
        self.handle_data(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self.handle_data(f"&#{name};")

    def handle_comment(self, data: str) -> None:
        self.out.append(f"<!--{data}-->")

    def handle_decl(self, decl: str) -> None:
        self.out.append(f"<!{decl}>")


def _without(attrs: Attributes, name: str) -> Attributes:
    return [(key, value) for key, value in attrs if key != name]


def _with_flag(tag: str, attrs: Attributes, flag: str, is_set: bool) -> str:
    return _tag(tag, [*_without(attrs, flag), *([(flag, None)] if is_set else [])])


def _tag(tag: str, attrs: Attributes) -> str:
    written = "".join(f" {key}" if value is None else f' {key}="{escape(value)}"' for key, value in attrs)
    return f"<{tag}{written}>"
