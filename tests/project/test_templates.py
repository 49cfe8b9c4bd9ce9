"""Every template is used, and none carries an inline script or style."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
TEMPLATES = sorted(path for path in (ROOT / "templates").rglob("*") if path.is_file())

# Found by Django, Wagtail or allauth under these names without our code naming them.
FOUND_BY_FRAMEWORKS = re.compile(
    r"^((400|403|403_csrf|404|429|500)\.html|django/forms/.*|account/.*|mfa/.*|socialaccount/.*|usersessions/.*|allauth/.*|wagtailadmin/.*)$"
)


def _everything_that_names_templates() -> str:
    sources = [path for path in ROOT.rglob("*.py") if not {".venv", ".bootstrap"} & set(path.parts)]
    return "\n".join(path.read_text("utf-8") for path in [*sources, *TEMPLATES])


def test_every_template_is_used():
    text = _everything_that_names_templates()
    names = [path.relative_to(ROOT / "templates").as_posix() for path in TEMPLATES]
    unused = [
        name
        for name in names
        if not FOUND_BY_FRAMEWORKS.match(name)
        and name not in text
        and not (name.startswith("emails/") and name.rsplit(".", 1)[0].rsplit("/", 1)[-1] in text)
    ]
    assert unused == []


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.relative_to(ROOT / "templates").as_posix())
def test_no_inline_script_or_style(path):
    text = path.read_text("utf-8")
    assert not re.search(r"<script(?![^>]*\bsrc=)[^>]*>", text), (
        "scripts come from files: the policy blocks inline ones"
    )
    assert not re.search(r"\sstyle=", text), "styles come from classes: the policy blocks inline ones"
    assert not re.search(r"\son(click|change|submit|load)=", text), "no inline handlers"
