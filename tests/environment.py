"""Loaded by pytest before Django's settings: every test run has a data directory of its own."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

_DATA_DIR = tempfile.mkdtemp(prefix="mergelab-tests-")
atexit.register(shutil.rmtree, _DATA_DIR, ignore_errors=True)
Path(_DATA_DIR, "static").mkdir()
os.environ["MERGELAB_DATA_DIR"] = _DATA_DIR
os.environ["MERGELAB_BASE_URL"] = "http://testserver"
