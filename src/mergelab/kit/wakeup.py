"""Wake a waiting thread from a signal handler.

`threading.Event` must not be set in a handler: a second signal that arrives inside `set` or `wait`
would wait for a lock that its own thread holds. `queue.SimpleQueue.put` is reentrant by contract.
"""

import queue
import time


class Wakeup:
    """A bell: `ring` from anywhere, a signal handler too; `wait` until it rings or time is up."""

    def __init__(self) -> None:
        self._rings: queue.SimpleQueue[None] = queue.SimpleQueue()

    def ring(self) -> None:
        """Wake whoever waits, or the next one to wait."""
        self._rings.put(None)

    def wait(self, seconds: float) -> None:
        """Return at the next ring, or after `seconds`; rings that came together count as one."""
        try:
            self._rings.get(timeout=max(seconds, 0))
            while True:
                self._rings.get_nowait()
        except queue.Empty:
            return


class StopFlag:
    """Set once, by a signal handler; ends a loop that waits on it."""

    def __init__(self) -> None:
        self._bell = Wakeup()
        self.is_set = False

    def set(self) -> None:
        """Ask the loop to end."""
        self.is_set = True
        self._bell.ring()

    def wait(self, seconds: float) -> None:
        """Return when the flag is set, or after `seconds`."""
        deadline = time.monotonic() + seconds
        while not self.is_set and (left := deadline - time.monotonic()) > 0:
            self._bell.wait(left)
