"""Reading ahead: the next batch of a file is read while the database keeps the one before."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from queue import Empty, Full, Queue
from threading import Event, Thread
from typing import TypeVar

T = TypeVar("T")
_LOOKS = 0.1  # seconds between two looks at whether anyone still waits


@contextmanager
def read_ahead(items: Iterable[T], most: int = 1) -> Iterator[Iterator[T]]:
    """The same items in the same order, made in a thread of their own, at most ``most`` of them ahead.

    What goes wrong while one is made is raised where it is asked for. Leaving the block ends the thread.
    """
    made: Queue[tuple[str, T | BaseException | None]] = Queue(most)
    over = Event()

    def put(kind: str, item: T | BaseException | None) -> None:
        while not over.is_set():
            try:
                return made.put((kind, item), timeout=_LOOKS)
            except Full:
                continue

    def work() -> None:
        try:
            for item in items:
                put("item", item)
                if over.is_set():
                    return
            put("end", None)
        except BaseException as error:
            put("error", error)

    thread = Thread(target=work, name="read-ahead", daemon=True)
    thread.start()
    try:
        yield _taken(made, thread)
    finally:
        over.set()
        thread.join()


def _taken(made: Queue[tuple[str, T | BaseException | None]], thread: Thread) -> Iterator[T]:
    while True:
        try:
            kind, item = made.get(timeout=_LOOKS)
        except Empty:
            if thread.is_alive():
                continue
            return
        if isinstance(item, BaseException) and kind == "error":
            raise item
        if kind == "end":
            return
        yield item  # type: ignore[misc]  # of kind "item" it is one
