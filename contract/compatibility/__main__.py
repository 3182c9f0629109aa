"""Fails where the document breaks what the published one promised, unless CHANGELOG.md says so under a new version.

    python3 -m compatibility openapi/released.json openapi/openapi.json CHANGELOG.md
"""

import json
import sys
from pathlib import Path

from .changelog import covers, is_breaking_step, named
from .documents import findings


def main(released: Path, document: Path, changelog: Path) -> int:
    old, new = (json.loads(it.read_text()) for it in (released, document))
    versions = [it["info"]["version"] for it in (old, new)]
    found = findings(old, new)
    if not found:
        print(f"{document} keeps what {released} ({versions[0]}) promised")
        return 0
    words = named(changelog.read_text(), versions[1])
    untold = [it for it in found if words is None or not covers(words, it.subject)]
    print("\n".join(map(str, untold or found)))
    print(f"{len(found)} incompatible changes since {versions[0]}, {len(untold)} of them not told in {changelog}")
    if not is_breaking_step(*versions):
        print(f"The version says that nothing breaks ({versions[0]} → {versions[1]}): raise it in Cargo.toml, before 1.0 its second number.")
        return 1
    if words is None:
        print(f"{changelog} has no section `## [{versions[1]}]`.")
    return 1 if untold else 0


if __name__ == "__main__":
    sys.exit(main(*map(Path, sys.argv[1:4])))
