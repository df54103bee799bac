"""Configuration, only from the environment: frozen, checked, safe in the demo, refusing unsafe production.

Names: ``ZICHT_HOME``, ``ZICHT_PORT``, ``ZICHT_DATABASE_URL``, ``ZICHT_MODE``, ``ZICHT_KEYS``, ``ZICHT_UNIT``,
``ZICHT_HOSTS``, ``ZICHT_TLS_PROXY`` (``yes`` when a proxy ends TLS and overwrites X-Forwarded-Proto); and for the
organisation's own sign-in ``ZICHT_OIDC_ISSUER``, ``ZICHT_OIDC_CLIENT_ID``, ``ZICHT_OIDC_SECRET_FILE``,
``ZICHT_OIDC_NAME`` and ``ZICHT_OIDC_SECOND_FACTOR``.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, cast, get_args
from urllib.parse import parse_qsl, quote, unquote, urlsplit

from zicht.errors import WrongUse

Mode = Literal["demo", "production"]
Unit = Literal["all", "staff", "intake", "worker"]


OIDC = ("ZICHT_OIDC_ISSUER", "ZICHT_OIDC_CLIENT_ID", "ZICHT_OIDC_SECRET_FILE", "ZICHT_OIDC_NAME")


@dataclass(frozen=True, slots=True)
class Oidc:
    """The organisation's own provider of sign-in (OpenID Connect), as it was told; what was not told is empty.

    ``second_factor`` is the claim and the values of it by which the provider says that a second factor was given;
    without them our own is always asked.
    """

    issuer: str
    client_id: str
    secret_file: str
    name: str
    second_factor: tuple[str, tuple[str, ...]] = ("", ())

    @property
    def missing(self) -> tuple[str, ...]:
        """The variables that were not given: with one missing nobody can sign in this way."""
        told = (self.issuer, self.client_id, self.secret_file, self.name)
        return tuple(name for name, value in zip(OIDC, told, strict=True) if not value)

    def secret(self) -> str:
        """The client's secret; ``WrongUse`` when the file is not there, is empty or may be read by others."""
        path = Path(self.secret_file)
        if not path.is_file() or path.stat().st_mode & 0o077:
            raise WrongUse("config.oidc_secret", path=path.name)
        found = path.read_text(encoding="utf-8").strip()
        if not found:
            raise WrongUse("config.oidc_secret", path=path.name)
        return found


@dataclass(frozen=True, slots=True)
class Config:
    """What the server was told. ``unit`` is which of the three production units this process is."""

    home: Path
    port: int
    database_url: str
    mode: Mode
    keys: Path
    unit: Unit
    hosts: tuple[str, ...]
    oidc: Oidc | None = None
    tls_proxy: bool = False

    @property
    def outside(self) -> Oidc | None:
        """The provider to offer: one that is told whole, and outside the demo never one without TLS."""
        if self.oidc is None or self.oidc.missing or not (self.demo or self.oidc.issuer.startswith("https://")):
            return None
        return self.oidc

    @property
    def demo(self) -> bool:
        """Whether this is a demonstration with made-up data."""
        return self.mode == "demo"

    @property
    def postgresql(self) -> bool:
        """Whether the database is PostgreSQL."""
        return self.database_url.startswith("postgres")


def _choice(env: Mapping[str, str], name: str, allowed: tuple[str, ...], default: str) -> str:
    value = env.get(name, default)
    if value not in allowed:
        raise WrongUse("config.choice", name=name, value=value, allowed=", ".join(allowed))
    return value


def _port(env: Mapping[str, str]) -> int:
    value = env.get("ZICHT_PORT", "8000")
    if not (value.isascii() and value.isdigit()) or not 0 < int(value) < 65536:
        raise WrongUse("config.port", value=value)
    return int(value)


def _second_factor(given: str) -> tuple[str, tuple[str, ...]]:
    claim, _, values = given.partition("=")
    found = tuple(value.strip() for value in values.split(",") if value.strip())
    if given and not (claim.strip() and found):
        raise WrongUse("config.oidc_second_factor", value=given)
    return claim.strip(), found


def _oidc(env: Mapping[str, str]) -> Oidc | None:
    told = [env.get(name, "").strip() for name in OIDC]
    second_factor = env.get("ZICHT_OIDC_SECOND_FACTOR", "").strip()
    if not any((*told, second_factor)):
        return None
    issuer, client_id, secret_file, name = told
    return Oidc(issuer, client_id, secret_file, name, _second_factor(second_factor))


def read(env: Mapping[str, str] | None = None) -> Config:
    """The configuration in the environment; ``WrongUse`` names the variable that is wrong."""
    given = os.environ if env is None else env
    home = Path(given.get("ZICHT_HOME", "var")).absolute()
    hosts = given.get("ZICHT_HOSTS", "127.0.0.1,localhost,testserver")
    return Config(
        home=home,
        port=_port(given),
        database_url=given.get("ZICHT_DATABASE_URL", f"sqlite:///{quote(str(home))}/zicht.sqlite3"),
        mode=cast(Mode, _choice(given, "ZICHT_MODE", get_args(Mode), "demo")),
        keys=Path(given.get("ZICHT_KEYS", str(home / "keys.json"))),
        unit=cast(Unit, _choice(given, "ZICHT_UNIT", get_args(Unit), "all")),
        hosts=tuple(host.strip() for host in hosts.split(",") if host.strip()),
        oidc=_oidc(given),
        tls_proxy=_choice(given, "ZICHT_TLS_PROXY", ("yes", "no"), "no") == "yes",
    )


SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
}


def database(url: str) -> dict[str, Any]:
    """Django's settings for one database URL: ``sqlite:///path`` or ``postgresql://user:word@host:port/name``.

    A unix socket is given as ``?host=/folder``. In a path a sign such as ``#`` or ``?`` is percent-encoded.
    ``WrongUse`` when the scheme is another, or a part is missing or no part of a URL.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise WrongUse("config.database_url", part="host:port") from error
    if parts.scheme not in ("sqlite", "postgresql", "postgres"):
        raise WrongUse("config.database", scheme=parts.scheme)
    name = unquote(parts.path[1:])
    if not name:
        raise WrongUse("config.database_url", part="/name")
    if parts.scheme == "sqlite":
        return {"ENGINE": "django.db.backends.sqlite3", "NAME": name, "OPTIONS": dict(SQLITE_OPTIONS)}
    query = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": name,
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.get("host", parts.hostname or ""),
        "PORT": str(port or query.get("port", "")),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }
