"""argon2id with OWASP's parameters, and a bound on how many hashes run at once.

Django's own parameters take 100 MiB a try, so that ten sign-ins at once are a denial of service.
"""

import threading
from typing import Any

from django.contrib.auth.hashers import Argon2PasswordHasher

_AT_ONCE = threading.BoundedSemaphore(4)


class Argon2(Argon2PasswordHasher):
    time_cost = 2
    memory_cost = 19 * 1024
    parallelism = 1

    def encode(self, password: str, salt: str) -> str:
        with _AT_ONCE:
            return super().encode(password, salt)

    def verify(self, password: str, encoded: str) -> bool:
        with _AT_ONCE:
            return super().verify(password, encoded)

    def harden_runtime(self, password: str, encoded: str) -> Any:
        """argon2's parameters are fixed here, so there is nothing to equalise."""
