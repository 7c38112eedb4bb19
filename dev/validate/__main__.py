"""Run every validator and name what is wrong."""

import argparse
from pathlib import Path
import sys

from .repository import Repository
from .validators import VALIDATORS


def main() -> int:
    """Return 1 when any validator found a problem."""
    parser = argparse.ArgumentParser(prog="python -m dev.validate", description=__doc__)
    parser.add_argument("root", nargs="?", type=Path, default=Path.cwd())
    repository = Repository(root=parser.parse_args().root)
    failed = 0
    for name, validator in VALIDATORS.items():
        problems = list(validator(repository))
        print(f"{'failed' if problems else 'passed'}  {name}")
        for problem in problems:
            print(f"        {problem}")
        failed += bool(problems)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
