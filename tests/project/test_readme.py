"""What the README tells a newcomer is there: its commands, its make targets and its folders."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def commands() -> set[str]:
    found = ROOT.glob("*/management/commands/*.py")
    return {path.stem for path in found if path.stem != "__init__" and ".venv" not in path.parts}


def test_every_command_of_ours_is_in_the_readme():
    assert {name for name in commands() if f"`{name}" not in README} == set(), "add them to its table of commands"


def test_every_command_in_the_readme_is_there():
    section = README.partition("## Commands")[2].partition("\n## ")[0]
    named = set(re.findall(r"`([a-z_]+)[ `]", section.partition("|---|---|")[2]))
    assert {name for name in named if name.count("_") or name == "find"} <= commands()
    examples = set(re.findall(r"manage\.py ([a-z_]+)", README))
    assert examples
    assert examples <= commands()


def test_every_command_of_the_clock_is_in_the_operators_list():
    listed = (ROOT / "docs/operations/scheduled.md").read_text(encoding="utf-8")
    clock = {name for name in commands() if name.startswith(("run_", "send_", "search_"))}
    clock |= {"retention", "verify_audit", "verify_roles"}
    assert {name for name in clock - {"search_migrate", "search_quality"} if f"`{name}" not in listed} == set()
    assert "| `run_clock` | every 5 minutes |" in listed, "as the README and mail.md say"
    assert "*/5 * * * *   cd /srv/alongside && .venv/bin/python manage.py run_clock\n" in listed


def test_every_make_target_and_folder_in_the_readme_is_there():
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    assert set(re.findall(r"make ([a-z-]+)`", README)) <= targets
    folders = re.findall(r"^\| ((?:`[a-z]+/`(?:, )?)+)", README, re.MULTILINE)
    named = [folder for row in folders for folder in re.findall(r"`([a-z]+)/`", row)]
    assert len(named) > 8
    assert [folder for folder in named if not (ROOT / folder).is_dir()] == []


def test_no_guide_promises_what_is_not_there():
    guides = [
        ROOT / "README.md",
        ROOT / "bench/README.md",
        *ROOT.glob("*/README.md"),
        *ROOT.glob("docs/operations/*.md"),
    ]
    assert len(guides) > 10
    unkept = re.compile(
        r"\b(to come|coming soon|not yet (built|written|made)|will be (added|built|written))\b", re.IGNORECASE
    )
    assert [path.name for path in guides if unkept.search(path.read_text(encoding="utf-8"))] == []


def test_every_app_has_its_row_in_the_readme():
    rows = dict(re.findall(r"^\| `([a-z]+)/` \| (.+) \|$", README, re.MULTILINE))
    apps = {path.parent.name for path in ROOT.glob("*/apps.py")}
    assert len(apps) == 7
    assert {app for app in apps if len(rows.get(app, "").split()) < 6} == set(), "say in its row what it owns"


def test_each_benchmark_writes_where_its_help_says_and_stands_in_the_guide():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    guide = (ROOT / "bench/README.md").read_text(encoding="utf-8")
    helps = dict(re.findall(r"^bench-([a-z]+):.*## (.+)$", makefile, re.MULTILINE))
    assert len(helps) > 4
    for name, text in helps.items():
        code = (ROOT / "bench" / f"{name}.py").read_text(encoding="utf-8")
        file = "bench/README.md" if re.search("^README = ", code, re.MULTILINE) else f"bench/results/{name}.md"
        assert file.endswith("README.md") or f'"{name}.md"' in code, name
        assert f"writes {file}" in text, name
        assert f": `make bench-{name}`" in guide, name
        assert file.endswith("README.md") or f"results/{name}.md" in guide, name


def test_every_dependency_says_what_it_is_for() -> None:
    lines = (ROOT / "pyproject.toml").read_text(encoding="utf-8").splitlines()
    lists = "\n".join(lines).split("[tool.uv]")[0].splitlines()
    named = [line.strip() for line in lists if re.match(r'\s+"[a-z]', line)]
    assert len(named) > 40
    assert [line for line in named if not re.search(r'",\s+# \w.{8,}', line)] == []
