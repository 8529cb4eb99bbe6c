"""Lets the tests of following import ``made_reports``, which makes the reports they follow."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
