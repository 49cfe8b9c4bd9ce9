"""The walls a contract of layers does not build: private rooms, pure tables, a core for any domain.

The contracts themselves are kept by import-linter in `make check`; here is that they cover every room there is.
"""

import ast
import configparser
import io
import re
import sys
import tokenize
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
APPS = ("core", "accounts", "directory", "referrals", "volunteers", "search", "coordinator")
PRIVATE = re.compile(r"^(?:[a-z]+_)?(?:views|forms|workflow|policies)$")
#: What core may not know of: the nouns of the domain, whatever their number, in names, texts and comments alike.
DOMAIN = re.compile(
    r"^(?:prison(?:er)?|referr(?:al|er)|listing|volunteer|charity|charitie|clearance|acct|coordinator|offender|inmate)s?$"
)
WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")


def contracts() -> configparser.ConfigParser:
    found = configparser.ConfigParser()
    found.read(ROOT / ".importlinter", encoding="utf-8")
    return found


def modules_of(contract: str, key: str) -> set[str]:
    return set(contracts()[f"importlinter:contract:{contract}"][key].split())


def rooms(app: str) -> set[str]:
    """Return the outermost private rooms of an app, as modules."""
    found = set()
    for path in sorted((ROOT / app).rglob("*")):
        module = path.relative_to(ROOT).with_suffix("")
        is_module = path.suffix == ".py" or (path / "__init__.py").exists()
        inner = [part for part in module.parts[:-1] if PRIVATE.match(part)]
        if is_module and PRIVATE.match(module.name) and not inner:
            found.add(".".join(module.parts))
    return found


@pytest.mark.parametrize("app", APPS)
def test_the_private_rooms_of_every_app_are_closed_to_the_others(app: str) -> None:
    # The form fields and widgets of core are components, made for the others.
    assert modules_of(f"private-{app}", "protected_modules") == rooms(app) - {"core.forms"}
    assert modules_of(f"private-{app}", "allowed_importers") == {app}


def test_workflow_tables_know_their_enums_and_nothing_else() -> None:
    tables = {room for app in APPS for room in rooms(app) if room.endswith(".workflow")}
    assert len(tables) > 2
    assert modules_of("workflow", "source_modules") == tables
    for table in tables:
        tree = ast.parse((ROOT / f"{table.replace('.', '/')}.py").read_text(encoding="utf-8"))
        modules = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
        modules |= {name.name for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names}
        own = {f"{table.partition('.')[0]}.enums", "django.db.models"}  # models: TextChoices, the kind of every enum
        assert {name for name in modules - own if str(name).partition(".")[0] not in sys.stdlib_module_names} == set()


def words_of(path: Path) -> set[str]:
    """Return every word of a module's names, texts and comments, in small letters."""
    read = tokenize.generate_tokens(io.StringIO(path.read_text(encoding="utf-8")).readline)
    return {word.lower() for token in read for word in WORD.findall(token.string)}


def test_core_holds_no_domain_noun() -> None:
    files = [path for path in (ROOT / "core").rglob("*.py") if "migrations" not in path.parts]
    assert len(files) > 40
    found = {
        (path.relative_to(ROOT).as_posix(), word) for path in files for word in words_of(path) if DOMAIN.match(word)
    }
    assert sorted(found) == []


def test_the_nouns_are_seen_in_names_texts_and_comments(tmp_path: Path) -> None:
    path = tmp_path / "one.py"
    path.write_text('class PrisonPage:\n    _ACCT = "their charities"  # a referral\n', encoding="utf-8")
    assert {word for word in words_of(path) if DOMAIN.match(word)} == {"prison", "acct", "charities", "referral"}
