"""``zicht demo``: a municipality's reporting point with a fictional region, or the chain without a server."""

from __future__ import annotations

import argparse
import json
import os
from collections.abc import Iterable
from contextlib import nullcontext
from dataclasses import asdict
from typing import TYPE_CHECKING

from zicht.cli.chain import Cast, Told, keep
from zicht.cli.chain import run as run_chain
from zicht.cli.home import accounts_path, alone, building_path, is_built, keeps_own_database, throw_away
from zicht.cli.main import common
from zicht.cli.output import print_json, say_line
from zicht.cli.serving import refuse_busy_port, serve_until_stopped
from zicht.cli.starting import migrate, start
from zicht.errors import Defect, Refused, WrongUse
from zicht.knowledge.sentences import Language, say

if TYPE_CHECKING:
    from zicht.server.config import Config
    from zicht.synthetic import Region

SIGNALS, SEED = 1200, 7
ACCOUNTS = (
    ("professional", "ggd"),
    ("desk", "meldpunt"),
    ("partner", "zorgcoordinatie"),
    ("partner", "arbeidsinspectie"),
    ("privacy", "meldpunt"),
    ("privacy", "ggd"),
    ("fg", "meldpunt"),
    ("policy", "meldpunt"),
    ("admin", "meldpunt"),
)


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command."""
    parser = common(commands.add_parser("demo", help="a reporting point at work", epilog="zicht demo --once"))
    parser.add_argument("--once", action="store_true", help="no server: run one signal through every room")
    parser.add_argument("--reset", action="store_true", help="throw the demo's data away first")
    parser.add_argument("what", nargs="*", metavar="code USERNAME", help="the current sign-in code of an account")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Start the demo, run the chain once, or print a code."""
    from zicht.server.config import read

    config = read()
    if not config.demo:
        raise WrongUse("demo.not_demo")
    if args.what:
        return _code(config, args)
    if not args.once:
        refuse_busy_port(config.port)
    # the chain may run beside a demo that serves; building and throwing away may not
    free = args.once and not args.reset and is_built(config)
    with nullcontext() if free else alone(config.home):
        if args.reset:
            throw_away(config)
        fresh = not is_built(config)
        prepare(config, args.taal)
    return _once(config, args, fresh=fresh) if args.once else serve(config, args.taal, as_json=args.json)


def serve(config: Config, language: Language, *, as_json: bool = False) -> int:
    """Web and worker until Ctrl-C; the address is told once they answer."""

    def ready(address: str) -> None:
        if as_json:
            print_json("demo-ready", {"address": address})
        else:
            print(say("demo.ready", language, address=address), flush=True)

    return serve_until_stopped(config, ready)


def _code(config: Config, args: argparse.Namespace) -> int:
    if len(args.what) != 2 or args.what[0] != "code":
        raise WrongUse("cli.wrong_use", message=" ".join(args.what), usage="zicht demo code USERNAME")
    if not is_built(config):
        raise WrongUse("demo.not_built", home=str(config.home))
    start()
    from zicht.server.web.parts.accounts import current_code, demo_account, demo_accounts

    account = demo_account(args.what[1])
    if account is None:
        known = ", ".join(one["username"] for one in demo_accounts())
        raise WrongUse("demo.no_account", username=args.what[1], known=known)
    code = current_code(account["totp_secret"])
    if args.json:
        print_json("demo-code", {"username": account["username"], "code": code})
    else:
        print(code)
    return 0


def _region() -> Region:
    from django.utils import timezone

    from zicht.synthetic import region

    return region(SIGNALS, SEED, timezone.localdate())


def prepare(config: Config, language: Language) -> None:
    """Build the region if it is not there: database, organisations, signals, history, accounts, chain."""
    if is_built(config):
        start()
        migrate()
        return
    say_line(say("demo.building", language))
    _clear_halfway(config, language)
    start()
    migrate()
    _refuse_filled()
    building_path(config).parent.mkdir(parents=True, exist_ok=True)
    building_path(config).touch()
    build(config, language)
    tell(config, language)
    building_path(config).unlink()


def _clear_halfway(config: Config, language: Language) -> None:
    """A region that was stopped halfway is nobody's: begin again without asking, where the database is the demo's."""
    if building_path(config).exists() and keeps_own_database(config):
        say_line(say("demo.halfway", language))
        throw_away(config)


def _refuse_filled() -> None:
    """Refuse to build a region over what somebody else put in the database."""
    from zicht.server.guard import opened
    from zicht.server.parties.models import Organisation

    with opened("system"):
        if Organisation.objects.exists():
            raise Refused("demo.filled", rule="demo:build")


def build(config: Config, language: Language = "nl") -> None:
    """The region with its history, and the accounts; the accounts are written last, as the mark that all is there."""
    from zicht.cli import loading
    from zicht.cli.history import Desk, work_off
    from zicht.cli.switching import switch_on_for
    from zicht.server.logbook.sealing import seal_all
    from zicht.server.parties.actor import by_username

    region = _region()
    loading.set_up_region(region)
    loading.load(region, language)
    names = _usernames(region)
    actors = {key: by_username(name, "cli") for key, name in names.items()}
    partners = {key[1]: actor for key, actor in actors.items() if key[0] == "partner" and actor}
    desk, reader = actors["desk", "meldpunt"], actors["professional", "ggd"]
    if desk is None or reader is None:
        raise Defect("demo.account_missing", username="desk" if desk is None else "professional")
    work_off(Desk(desk, partners, reader), language)
    fg, privacy = actors["fg", "meldpunt"], actors["privacy", "meldpunt"]
    if fg is None or privacy is None:
        raise Defect("demo.account_missing", username="fg" if fg is None else "privacy")
    switch_on_for(fg, privacy)
    seal_all(config.home / "heads")
    _write_accounts(config, names.values())


def _usernames(region: Region) -> dict[tuple[str, str], str]:
    """One user per role and organisation that the demo has an account for."""
    found: dict[tuple[str, str], str] = {}
    for user in region.users():
        found.setdefault((user.role, user.organisation), user.username)
    return {wanted: found[wanted] for wanted in ACCOUNTS}


def _write_accounts(config: Config, usernames: Iterable[str]) -> None:
    from django.utils import timezone

    from zicht.server.organisations.actions.setup import open_account

    accounts = [asdict(open_account(username=name, now=timezone.now())) for name in usernames]
    path = accounts_path(config)
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w") as file:
        json.dump({"address": f"http://127.0.0.1:{config.port}", "accounts": accounts}, file, indent=1)


def _cast(config: Config) -> Cast:
    from zicht.server.parties.actor import by_username

    accounts = json.loads(accounts_path(config).read_text())["accounts"]
    found = {(row["role"], row["organisation"]): by_username(row["username"], "cli") for row in accounts}
    picked = [found[ACCOUNTS[place]] for place in (0, 1, 2, 4, 5, 7)]
    if any(actor is None for actor in picked):
        raise Defect("demo.account_missing", username="?")
    return Cast(*picked)  # type: ignore[arg-type]  # checked above


def tell(config: Config, language: Language) -> list[Told]:
    """Run the chain and keep what was told for the start page."""
    told = []
    for number, step in enumerate(run_chain(_cast(config)), 1):
        told.append(step)
        say_line(f"{number}. {step.sentence(language)}")
        if not step.holds:
            say_line(say("chain.not_true", language, step=step.step))
    keep(told, config.home / "demo" / "chain.json")
    return told


def _once(config: Config, args: argparse.Namespace, *, fresh: bool) -> int:
    told = _kept(config) if fresh else tell(config, args.taal)
    folder = config.home / "beeld"
    if args.json:
        steps = [step if isinstance(step, dict) else step.as_json() for step in told]
        print_json("demo", {"steps": steps, "picture": str(folder)})
    else:
        say_line(say("demo.written", args.taal, folder=folder))
    return 0 if all((step if isinstance(step, dict) else step.as_json())["holds"] for step in told) else 1


def _kept(config: Config) -> list[dict[str, object]]:
    steps: list[dict[str, object]] = json.loads((config.home / "demo" / "chain.json").read_text())
    return steps
