"""The contracts of the house hold, and each turns red when its leak is planted in a copy of the tree."""

from __future__ import annotations

import configparser
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
LINT = Path(sys.executable).with_name("lint-imports")


@dataclass(frozen=True)
class Leak:
    """A wrong import: the files that get it (path in src/zicht -> line), and the contract that must notice."""

    contract: str
    files: dict[str, str]


LEAKS = {
    "a core climbs to the server": Leak("house", {"knowledge/leak.py": "import zicht.server.guard"}),
    "two rooms between bars know each other": Leak("house", {"estimation/leak.py": "import zicht.recognition"}),
    "a room nobody listed": Leak("house", {"attic/__init__.py": ""}),
    "a lower room of the server climbs": Leak("server", {"server/parties/leak.py": "import zicht.server.door"}),
    "a room of the server nobody listed": Leak("server", {"server/attic/__init__.py": ""}),
    "models call tasks": Leak(
        "room", {"server/signals/tasks.py": "", "server/signals/models.py": "import zicht.server.signals.tasks"}
    ),
    "a core loads Django": Leak("cores", {"figures.py": "import django.utils.timezone"}),
    "a core loads Django by way of another": Leak(
        "cores", {"errors.py": "import zicht.server.leak", "server/leak.py": "import django.db"}
    ),
    "a page holds a model": Leak("models", {"server/web/parts/leak.py": "import zicht.server.signals.models"}),
    "signals reach for interviews": Leak(
        "interviews",
        {
            "server/interviews/__init__.py": "",
            "server/interviews/queries.py": "",
            "server/signals/leak.py": "import zicht.server.interviews.queries",
        },
    ),
    "a public page passes the door": Leak(
        "public", {"server/web/public/__init__.py": "", "server/web/public/leak.py": "import zicht.server.door"}
    ),
    "the region copies phrases": Leak("phrases", {"synthetic/leak.py": "import zicht.recognition"}),
    "a room decides for itself": Leak("agreements", {"server/signals/leak.py": "import zicht.agreements"}),
    "the server makes data up": Leak("synthetic", {"server/signals/leak.py": "import zicht.synthetic"}),
    "a figure leaves by the back": Leak("figures", {"server/signals/leak.py": "import zicht.estimation"}),
    "two files need each other": Leak(
        "circles",
        {"knowledge/leak.py": "import zicht.knowledge.other", "knowledge/other.py": "import zicht.knowledge.leak"},
    ),
}


def contracts() -> configparser.ConfigParser:
    """The contracts, as written."""
    parser = configparser.ConfigParser()
    parser.read(ROOT / ".importlinter")
    return parser


def contract_ids() -> list[str]:
    return [section.rpartition(":")[2] for section in contracts().sections() if ":contract:" in section]


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the source without what no import reads."""
    copy = tmp_path_factory.mktemp("house")
    ignored = shutil.ignore_patterns("__pycache__", "static", "templates", "data", "words", "locale", "fonts")
    shutil.copytree(ROOT / "src" / "zicht", copy / "src" / "zicht", ignore=ignored)
    shutil.copy(ROOT / ".importlinter", copy)
    return copy


def lint(tree: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """Run lint-imports on the copy."""
    env = {**os.environ, "PYTHONPATH": str(tree / "src"), "COLUMNS": "200"}
    command = [str(LINT), "--no-cache", *options]
    return subprocess.run(command, cwd=tree, env=env, capture_output=True, text=True, check=False)


def plant(tree: Path, leak: Leak) -> dict[Path, str | None]:
    """Add the leak; gives what each file was before, None when it did not exist."""
    before: dict[Path, str | None] = {}
    for name, line in leak.files.items():
        path = tree / "src" / "zicht" / name
        before[path] = path.read_text(encoding="utf-8") if path.exists() else None
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"{before[path] or ''}\n{line}\n", encoding="utf-8")
    return before


def restore(before: dict[Path, str | None]) -> None:
    """Take the leak out again, with the room it made."""
    for path, text in before.items():
        if text is None:
            path.unlink()
        else:
            path.write_text(text, encoding="utf-8")
    for path in before:
        if path.parent.exists() and not any(path.parent.iterdir()):
            path.parent.rmdir()


def test_the_house_as_it_stands_keeps_every_contract(tree: Path) -> None:
    done = lint(tree)
    assert done.returncode == 0, done.stdout[-3000:]
    assert f"{len(contract_ids())} kept, 0 broken" in done.stdout


@pytest.mark.parametrize("name", LEAKS)
def test_a_planted_leak_turns_its_contract_red(tree: Path, name: str) -> None:
    leak = LEAKS[name]
    before = plant(tree, leak)
    try:
        done = lint(tree, "--contract", leak.contract)
    finally:
        restore(before)
    assert done.returncode == 1
    assert "0 kept, 1 broken" in done.stdout
    planted = [Path(name.removesuffix("/__init__.py")).stem for name in leak.files]
    assert any(name in done.stdout for name in planted)


def test_every_contract_has_a_leak_that_was_tried() -> None:
    assert {leak.contract for leak in LEAKS.values()} == set(contract_ids())


def rooms(folder: Path) -> set[str]:
    """Modules directly in a package: files and folders that hold Python."""
    files = {path.stem for path in folder.glob("*.py") if path.stem != "__init__"}
    return files | {path.name for path in folder.iterdir() if (path / "__init__.py").exists()}


def listed(contract: str, option: str) -> set[str]:
    """The modules of an option; whether one stands plain or as ``room.**`` is another test's."""
    return {word.removesuffix(".**") for word in contracts()[f"importlinter:contract:{contract}"][option].split()}


def test_a_room_that_exists_is_named_itself_and_not_only_what_is_in_it() -> None:
    """``room.**`` misses an import of the room's own ``__init__``; it is for rooms that are not there yet."""
    sections = (contracts()[name] for name in contracts().sections())
    names = {word for section in sections for word in " ".join(section.values()).split() if word.endswith(".**")}
    paths = {name: ROOT / "src" / name[:-3].replace(".", "/") for name in names}
    there = [
        name for name, path in paths.items() if (path / "__init__.py").exists() or path.with_suffix(".py").exists()
    ]
    assert there == [], "write these without .** in .importlinter"


def test_the_public_pages_are_kept_from_every_other_room() -> None:
    """A new room is closed to the public pages until somebody opens it on purpose."""
    server = ROOT / "src" / "zicht" / "server"
    others = {f"zicht.server.{name}" for name in rooms(server) - {"intake", "config", "web"}}
    others |= {f"zicht.server.web.{name}" for name in rooms(server / "web") - {"public", "parts"}}
    assert others <= listed("public", "forbidden_modules")


def test_no_core_is_left_out_of_the_contract_on_django() -> None:
    cores = {f"zicht.{name}" for name in rooms(ROOT / "src" / "zicht") - {"server", "cli"}}
    assert cores <= listed("cores", "source_modules")
