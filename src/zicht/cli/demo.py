"""``zicht demo``: a municipality's reporting point with a fictional region, or the chain without a server."""

from __future__ import annotations

import argparse
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterable
from dataclasses import asdict
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from zicht.cli.chain import Cast, Told, keep
from zicht.cli.chain import run as run_chain
from zicht.cli.main import common
from zicht.cli.output import print_json, say_line
from zicht.cli.starting import migrate, start
from zicht.errors import Defect, WrongUse
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
STARTED_WITHIN, ENDED_WITHIN = 60, 5


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
        return _code(args.what)
    if args.reset:
        shutil.rmtree(config.home, ignore_errors=True)
    if args.once:
        return _once(config, args)
    _refuse_busy_port(config.port)
    prepare(config, args.taal)
    return serve(config, args.taal)


def _code(words: list[str]) -> int:
    if len(words) != 2 or words[0] != "code":
        raise WrongUse("cli.wrong_use", message="zicht demo code USERNAME", usage="")
    start()
    from zicht.server.web.parts.accounts import current_code, demo_account

    account = demo_account(words[1])
    if account is None:
        raise WrongUse("demo.no_account", username=words[1])
    print(current_code(account["totp_secret"]))
    return 0


def _region() -> Region:
    from django.utils import timezone

    from zicht.synthetic import region

    return region(SIGNALS, SEED, timezone.localdate())


def accounts_path(config: Config) -> Path:
    """Where the demo keeps its accounts."""
    return config.home / "demo" / "accounts.json"


def prepare(config: Config, language: Language) -> None:
    """Build the region if it is not there: database, organisations, signals, history, accounts, chain."""
    if accounts_path(config).exists():
        start()
        migrate()
        return
    say_line(say("demo.building", language))
    start()
    migrate()
    build(config)
    tell(config, language)


def build(config: Config) -> None:
    """The region with its history, and the accounts; the accounts are written last, as the mark that all is there."""
    from zicht.cli import loading
    from zicht.cli.history import Desk, work_off
    from zicht.server.logbook.sealing import seal_all
    from zicht.server.parties.actor import by_username

    region = _region()
    loading.set_up_region(region)
    loading.load(region)
    names = _usernames(region)
    actors = {key: by_username(name, "cli") for key, name in names.items()}
    partners = {key[1]: actor for key, actor in actors.items() if key[0] == "partner" and actor}
    desk = actors["desk", "meldpunt"]
    if desk is None:
        raise Defect("demo.no_account", username="desk")
    work_off(Desk(desk, partners))
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
        raise Defect("demo.no_account", username="?")
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


def _once(config: Config, args: argparse.Namespace) -> int:
    fresh = not accounts_path(config).exists()
    prepare(config, args.taal)
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


def _refuse_busy_port(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as busy:
            raise WrongUse("demo.port_busy", port=port) from busy


def _processes(config: Config) -> list[subprocess.Popen[bytes]]:
    from django.core.management import call_command

    call_command("collectstatic", interactive=False, verbosity=0)
    bin_folder = Path(sys.executable).parent
    granian = [
        str(bin_folder / "granian"), "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(config.port),
        "--workers", "1", "--blocking-threads", "4", "--no-access-log", "--log-level", "warning",
        "zicht.server.wsgi:application",
    ]  # fmt: skip
    worker = [sys.executable, "-m", "zicht.cli", "worker"]
    return [subprocess.Popen(words, start_new_session=True) for words in (granian, worker)]  # noqa: S603  # our own


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(f"{address}/healthz", timeout=2) as answer:  # noqa: S310  # our own address
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def serve(config: Config, language: Language) -> int:
    """Web and worker until Ctrl-C; both end within five seconds."""
    address = f"http://127.0.0.1:{config.port}"
    running = _processes(config)
    signal.signal(signal.SIGTERM, lambda *_: (_ for _ in ()).throw(KeyboardInterrupt()))
    try:
        deadline = time.monotonic() + STARTED_WITHIN
        while not _answers(address):
            if time.monotonic() > deadline or any(process.poll() is not None for process in running):
                raise Defect("demo.not_started", seconds=STARTED_WITHIN)
            time.sleep(0.2)
        print(say("demo.ready", language, address=address), flush=True)
        while all(process.poll() is None for process in running):
            time.sleep(0.3)
    except KeyboardInterrupt:
        return 0
    finally:
        _end(running)
    return 1


def _end(running: list[subprocess.Popen[bytes]]) -> None:
    for process in running:
        process.terminate()
    deadline = time.monotonic() + ENDED_WITHIN - timedelta(seconds=1).total_seconds()
    for process in running:
        try:
            process.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            process.kill()
