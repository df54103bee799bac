"""What the demo keeps in ``ZICHT_HOME``, and throwing that away: only what the demo made, or nothing at all."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from zicht.cli.worker import only_one
from zicht.errors import Refused, WrongUse

if TYPE_CHECKING:
    from zicht.server.config import Config

DATABASE = "zicht.sqlite3"
LOCK = "worker.lock"
FILES = {"keys.json", LOCK, *(f"{DATABASE}{end}" for end in ("", "-wal", "-shm", "-journal"))}
# The files in each folder that the demo fills. ``static`` is copied from the code at every start, so all of it is ours.
FOLDERS = {
    "demo": ("accounts.json", "chain.json", "building"),
    "heads": ("*.json",),
    "beeld": ("beeld.html", "beeld.pdf", "figures.csv", "manifest.json"),
    "mappings": ("*.toml",),
    "static": ("**",),
}


def accounts_path(config: Config) -> Path:
    """Where the demo keeps its accounts."""
    return config.home / "demo" / "accounts.json"


def building_path(config: Config) -> Path:
    """Stands there while the region is being built: what was left halfway may be thrown away without asking."""
    return config.home / "demo" / "building"


def is_built(config: Config) -> bool:
    """Whether the region is whole and its story told."""
    return accounts_path(config).exists() and not building_path(config).exists()


def strangers(home: Path) -> Iterator[Path]:
    """What stands in a home and was not made by the demo. A link leads elsewhere, so it is always a stranger."""
    for entry in sorted(home.iterdir()) if home.is_dir() else ():
        if entry.is_symlink() or entry.is_dir() != (entry.name in FOLDERS):
            yield entry
        elif not entry.is_dir():
            yield from () if entry.name in FILES else (entry,)
        elif entry.name != "static":
            yield from (inner for inner in sorted(entry.iterdir()) if not _ours(inner))


def _ours(path: Path) -> bool:
    return path.is_file() and not path.is_symlink() and any(map(path.match, FOLDERS[path.parent.name]))


def _keys_of_the_demo(config: Config) -> bool:
    """Whether the key file says that the demo made it; without one only an empty home is the demo's."""
    try:
        return json.loads(config.keys.read_text(encoding="utf-8"))["demo"] is True
    except FileNotFoundError:
        return not any(entry.name != LOCK for entry in config.home.glob("*"))
    except (OSError, ValueError, KeyError, TypeError):
        return False


def keeps_own_database(config: Config) -> bool:
    """Whether the database is the file that the demo makes in its home."""
    from zicht.server.config import database

    own = database(config.database_url)
    return own["ENGINE"].endswith("sqlite3") and Path(own["NAME"]).absolute() == config.home / DATABASE


def refuse_foreign(config: Config) -> None:
    """Refuse a home that holds anything else than the demo's, and a database that is not in it."""
    if not keeps_own_database(config):
        raise WrongUse("demo.reset_elsewhere")
    others = [path.relative_to(config.home).as_posix() for path in strangers(config.home)]
    if others:
        raise Refused("demo.reset_strangers", rule="demo:reset", home=str(config.home), names=", ".join(others[:5]))
    if not _keys_of_the_demo(config):
        raise Refused("demo.reset_not_ours", rule="demo:reset", home=str(config.home))


def throw_away(config: Config) -> None:
    """Delete what the demo made, after looking at all of it; the lock stays, because it is held."""
    refuse_foreign(config)
    for name in FOLDERS:
        if (config.home / name).exists():
            shutil.rmtree(config.home / name)
    for name in sorted(FILES - {LOCK}):
        (config.home / name).unlink(missing_ok=True)


@contextmanager
def alone(home: Path) -> Iterator[None]:
    """Hold the lock of the worker: no other demo builds, serves or throws away in this home meanwhile."""
    with ExitStack() as stack:
        try:
            stack.enter_context(only_one(home))
        except Refused as held:
            raise WrongUse("demo.running", home=str(home)) from held
        yield
