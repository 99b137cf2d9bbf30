"""What a check found, a line each, and whether all passed."""

import importlib.util
import sys


class Report:
    def __init__(self):
        self.failed = 0
        self.skipped = 0

    def note(self, text):
        print(text, flush=True)

    def check(self, name, passed, figures):
        """A line that says PASS or FAIL with the figures that decided."""
        self.failed += not passed
        print(f"{'PASS' if passed else 'FAIL'}  {name}: {figures}", flush=True)

    def skip(self, name, why):
        """A line for what could not be done here; it is not a pass."""
        self.skipped += 1
        print(f"SKIP  {name}: {why}", flush=True)


def usage_error(text):
    print(f"gpu_check: {text}", file=sys.stderr)
    sys.exit(2)


def require(package):
    if importlib.util.find_spec(package) is None:
        usage_error(f"{sys.executable} has no {package}; install torch and transformers (pip install torch transformers).")
