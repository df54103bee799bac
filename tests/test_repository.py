"""The repository itself: what it says of itself is so."""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parent.parent
SKIPPED = {".git", ".venv", ".ruff_cache", ".mypy_cache", ".hypothesis", ".import_linter_cache", "__pycache__", "var"}
VENDORS = [
    ROOT / "src/zicht/server/web/parts/static/zicht/vendor/VENDOR.md",
    ROOT / "tests/journeys/vendor/VENDOR.md",
]
TEXT = {".py", ".md", ".toml", ".yml", ".lock", ".sh", ".css", ".js", ".html", ".cfg", ".ini", ".txt", "", ".json"}


def files() -> Iterator[Path]:
    """Every file of the project: tracked or about to be."""
    for folder, names, found in os.walk(ROOT):
        names[:] = [name for name in names if name not in SKIPPED]
        yield from (Path(folder) / name for name in found)


@cache
def texts() -> tuple[tuple[Path, str], ...]:
    readable = (path for path in files() if path.suffix in TEXT)
    return tuple((path, path.read_text(encoding="utf-8", errors="replace")) for path in readable)


def run(*command: str, **environment: str) -> subprocess.CompletedProcess[str]:
    env = {**os.environ, **environment}
    return subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)


# -- make ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("target", ["setup", "demo", "test", "lint", "bench", "docs", "screenshots", "lock", "clean"])
def test_make_knows_the_targets_of_the_contract(target: str) -> None:
    done = run("make", "--dry-run", target)
    assert done.returncode == 0, done.stderr
    assert f"make {target}" in run("make", "help").stdout


def test_make_test_tries_both_databases_and_lints_first() -> None:
    printed = run("make", "--dry-run", "--always-make", "test").stdout
    order = [
        "ruff check",
        "mypy",
        "lint-imports",
        "scripts/sizes.py",
        "--ignore=tests/journeys",
        "ZICHT_TEST_DB=postgresql",
    ]
    places = [printed.index(step) for step in order]
    assert places == sorted(places)


def test_every_script_that_make_runs_exists() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for name in set(re.findall(r"scripts/\w+\.\w+", makefile)):
        assert (ROOT / name).exists(), name


def test_what_is_run_by_name_may_be_run() -> None:
    for path in [ROOT / ".ci" / "run", *(ROOT / "scripts").glob("*.sh")]:
        assert os.access(path, os.X_OK), path
        assert run("bash", "-n", str(path)).returncode == 0, path


def test_clean_keeps_the_data() -> None:
    printed = run("make", "--dry-run", "clean").stdout
    assert not re.search(r"\bvar\b", printed)


# -- words and addresses -------------------------------------------------------------------------------------------


def test_no_file_holds_the_address_of_a_package_registry() -> None:
    """Any index serves: none is named, and no lock remembers the one it was made with."""
    hosts = ["pypi" + ".org", "pythonhosted" + ".org", "registry.npmjs" + ".org", "npmjs" + ".com", "index" + "-url ="]
    found = [f"{path}: {host}" for path, text in texts() for host in hosts if host in text]
    assert found == []


def test_no_lock_holds_any_address() -> None:
    for path in (ROOT / "requirements").glob("*.lock"):
        assert "://" not in path.read_text(encoding="utf-8"), path


def test_no_file_holds_a_path_of_one_machine() -> None:
    private = re.compile(r"/(?:home|Users)/\w|/root/|/work/(?:main|shared)|/tmp/p\d")
    found = [str(path) for path, text in texts() if path != Path(__file__) and private.search(text)]
    assert found == []


def test_every_locked_package_has_a_hash() -> None:
    for path in (ROOT / "requirements").glob("*.lock"):
        blocks = re.split(r"\n(?=[a-z0-9])", path.read_text(encoding="utf-8"))
        packages = [block for block in blocks if re.match(r"[a-z0-9._-]+(\[.*\])?==", block)]
        assert len(packages) > 10
        assert [block.split()[0] for block in packages if "--hash=sha256:" not in block] == []


# -- docs ----------------------------------------------------------------------------------------------------------

PAGES = sorted(path for path in files() if path.suffix == ".md")


def heading_anchors(text: str) -> set[str]:
    """The anchors a reader's software makes of the headings of a page."""
    titles = re.findall(r"^#+ (.+)$", text, flags=re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).strip().replace(" ", "-") for title in titles}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_of_a_page_leads_somewhere(page: Path) -> None:
    text = re.sub(r"```.*?```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if re.match(r"[a-z]+:", target):
            continue
        name, _, anchor = target.partition("#")
        path = (page.parent / name).resolve() if name else page
        assert path.exists(), f"{page}: {target}"
        if anchor:
            assert anchor in heading_anchors(path.read_text(encoding="utf-8")), f"{page}: {target}"


def test_every_decision_is_listed_and_carries_a_measurement() -> None:
    index = (ROOT / "docs/adr/README.md").read_text(encoding="utf-8")
    for path in (ROOT / "docs/adr").glob("0*.md"):
        text = path.read_text(encoding="utf-8")
        assert path.name in index
        headings = re.findall(r"^## (.+)$", text, flags=re.MULTILINE)
        assert headings == ["What hurt", "What was weighed", "What we do", "What it costs"], path
        weighed = text.split("## What was weighed")[1].split("## What we do")[0]
        assert re.search(r"\d", weighed), f"{path}: no measurement"
        assert len(text.splitlines()) <= 60, f"{path}: more than a page"


def test_every_page_for_users_is_listed() -> None:
    folder = ROOT / "docs/gebruikers"
    index = (folder / "README.md").read_text(encoding="utf-8")
    assert [path.name for path in folder.glob("*.md") if path.name != "README.md" and path.name not in index] == []


def test_the_house_page_names_every_room() -> None:
    text = (ROOT / "docs/house.md").read_text(encoding="utf-8")
    package = ROOT / "src/zicht"
    rooms = [path.parent for path in [*package.glob("*/__init__.py"), *package.glob("server/*/__init__.py")]]
    assert [room.name for room in rooms if not re.search(rf"\b{room.name}\b", text)] == []


def test_the_licence_is_the_whole_eupl() -> None:
    text = (ROOT / "LICENSE").read_text(encoding="utf-8")
    assert text.startswith("# EUROPEAN UNION PUBLIC LICENCE v. 1.2")
    assert re.findall(r"^## (\d+)\.", text, flags=re.MULTILINE) == [str(number) for number in range(1, 16)]
    assert "## Appendix" in text
    assert "Belgian law" in text


# -- publiccode ----------------------------------------------------------------------------------------------------


def publiccode() -> dict[str, object]:
    loaded = yaml.safe_load((ROOT / "publiccode.yml").read_text(encoding="utf-8"))
    assert isinstance(loaded, dict)
    return loaded


def test_publiccode_has_every_required_key() -> None:
    """The required keys of the standard, version 0.4."""
    required = {
        "publiccodeYmlVersion", "name", "url", "platforms", "categories", "developmentStatus", "softwareType",
        "description", "legal", "maintenance", "localisation",
    }  # fmt: skip
    code = publiccode()
    assert required <= set(code)
    assert code["legal"] == {"license": "EUPL-1.2"}
    assert set(code["localisation"]) >= {"localisationReady", "availableLanguages"}  # type: ignore[call-overload]


def test_publiccode_texts_have_the_lengths_of_the_standard() -> None:
    for words in publiccode()["description"].values():  # type: ignore[attr-defined]
        assert 0 < len(words["shortDescription"]) <= 150
        assert 150 <= len(words["longDescription"]) <= 10_000
        assert words["features"]


def test_publiccode_and_the_package_agree_on_the_version() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert publiccode()["softwareVersion"] == project["version"]
    assert project["version"] in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


# -- vendored files ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("note", VENDORS, ids=lambda note: note.parent.parent.name)
def test_every_vendored_file_is_unchanged_and_has_a_licence(note: Path) -> None:
    rows = re.findall(
        r"^\| (\S+\.\w+) \| .* \| ([0-9a-f]{64}) \|$", note.read_text(encoding="utf-8"), flags=re.MULTILINE
    )
    listed = dict(rows)
    folder = note.parent
    there = {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}
    licences = {name for name in there if "LICENSE" in name}
    assert there - licences - {"VENDOR.md"} == set(listed)
    for name, expected in listed.items():
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == expected, name
    assert licences


# -- sizes ---------------------------------------------------------------------------------------------------------

GOOD = '"""A module."""\n\n\ndef public(number: int) -> int:\n    """What it does."""\n    return number\n'


def plant(root: Path, source: str, *, tests: int = 8) -> subprocess.CompletedProcess[str]:
    """Run the check of sizes on a small house with one core module and so many lines of test."""
    (root / "src/zicht/core").mkdir(parents=True)
    (root / "tests").mkdir()
    (root / "src/zicht/core/part.py").write_text(source, encoding="utf-8")
    (root / "tests/test_part.py").write_text("assert True\n" * tests, encoding="utf-8")
    return run(sys.executable, "scripts/sizes.py", "--root", str(root))


def test_a_small_tidy_house_passes(tmp_path: Path) -> None:
    done = plant(tmp_path, GOOD)
    assert done.returncode == 0, done.stderr
    assert "typed 1 of 1" in done.stdout
    assert "tests to code 2.00" in done.stdout


LONG_BODY = "".join(f"    number += {line}\n" for line in range(90))
BREAKS = {
    "file over 400": (GOOD + "\n# only comment\n" * 250, 8),
    "function over 80": (GOOD.replace("    return number\n", LONG_BODY + "    return number\n"), 190),
    "function p50": (GOOD.replace("    return number\n", "    number += 1\n" * 9 + "    return number\n"), 26),
    "without types": (GOOD.replace("number: int", "number"), 8),
    "without docstring": (GOOD.replace('    """What it does."""\n', ""), 6),
    "tests to code": (GOOD, 1),
}


@pytest.mark.parametrize("told", BREAKS)
def test_what_is_too_long_or_untold_turns_the_check_red(tmp_path: Path, told: str) -> None:
    source, tests = BREAKS[told]
    done = plant(tmp_path, source, tests=tests)
    assert done.returncode == 1
    assert told in done.stderr


def test_migrations_are_not_measured(tmp_path: Path) -> None:
    folder = tmp_path / "src/zicht/core/migrations"
    folder.mkdir(parents=True)
    (folder / "0001.py").write_text("x = 1\n" * 900, encoding="utf-8")
    (tmp_path / "src/zicht/core/part.py").write_text(GOOD, encoding="utf-8")
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests/test_part.py").write_text("assert True\n" * 8, encoding="utf-8")
    assert run(sys.executable, "scripts/sizes.py", "--root", str(tmp_path)).returncode == 0


# -- a skip is a failure under CI ----------------------------------------------------------------------------------

SKIPS = """
import pytest

def test_passes(): pass

def test_skips(): pytest.skip("no database")

@pytest.mark.xfail(reason="known", strict=True)
def test_is_expected_to_fail(): assert False
"""


def pytest_on(folder: Path, source: str, ci: str) -> subprocess.CompletedProcess[str]:
    (folder / "test_some.py").write_text(source, encoding="utf-8")
    (folder / "pytest.ini").write_text("[pytest]\n", encoding="utf-8")
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-p",
        "plugin_noskip",
        "-p",
        "no:cacheprovider",
        "-p",
        "no:django",
        str(folder),
    ]
    return run(*command, PYTHONPATH=str(ROOT / "tests"), CI=ci)


@pytest.mark.parametrize(("ci", "code", "told"), [("true", 1, "1 failed, 1 passed, 1 xfailed"), ("", 0, "1 skipped")])
def test_a_skipped_test_fails_under_ci_and_only_there(tmp_path: Path, ci: str, code: int, told: str) -> None:
    done = pytest_on(tmp_path, SKIPS, ci)
    assert done.returncode == code, done.stdout
    assert told in done.stdout
    assert "no database" in done.stdout or not ci


def test_a_file_that_skips_itself_fails_under_ci(tmp_path: Path) -> None:
    done = pytest_on(tmp_path, "import pytest\npytest.importorskip('no_such_module')\n", "true")
    assert done.returncode != 0
    assert "no_such_module" in done.stdout
