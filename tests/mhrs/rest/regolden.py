"""
Rewrites the golden files from the code as it is now: `make golden`. Read what changed before you commit it.
"""

from __future__ import annotations

import sys

from tests.support.rest_golden import GOLDEN, files


def main() -> None:
    """
    Write them, and take away those that no call has.
    """
    GOLDEN.mkdir(exist_ok=True)
    new = files()
    for path in GOLDEN.glob("*.json"):
        if path.name not in new:
            path.unlink()
    for name, content in new.items():
        (GOLDEN / name).write_text(content, encoding="utf-8")
    sys.stdout.write(f"{len(new)} files\n")


if __name__ == "__main__":
    main()
