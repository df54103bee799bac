"""Work cut into parts that do not know each other, over threads: the same to the bit for any number of threads."""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait

Progress = Callable[[int, int], None]


def silent(done: int, of: int) -> None:
    """Tell nobody how far it is."""


def processors() -> int:
    """Processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def in_parts(
    work: Callable[[int, int], None], total: int, size: int, threads: int = 0, progress: Progress = silent
) -> list[tuple[int, int]]:
    """Call ``work(start, stop)`` for every part; which parts are done.

    ``threads`` 0 is one per processor. Ctrl-C stops after the parts under way and keeps what is done: fewer parts
    come back than there are. An error in a part is raised.
    """
    parts = [(start, min(start + size, total)) for start in range(0, total, size)]
    done: list[tuple[int, int]] = []
    with ThreadPoolExecutor(threads or processors()) as pool:
        running = {pool.submit(work, *part): part for part in parts}
        try:
            while running:
                for ready in wait(running, return_when=FIRST_COMPLETED).done:
                    ready.result()
                    done.append(running.pop(ready))
                progress(sum(stop - start for start, stop in done), total)
        except KeyboardInterrupt:
            pool.shutdown(cancel_futures=True)
            done += [part for ready, part in running.items() if not ready.cancelled()]
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise
    return sorted(done)
