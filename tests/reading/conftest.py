"""Lets the tests of reading import ``made_files``, which makes the files they read."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
