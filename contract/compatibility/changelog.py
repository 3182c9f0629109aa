"""What CHANGELOG.md says of the contract.

A version's section has lines under `### Contract` that begin with the operations and schemas that are changed in an incompatible way:

    ## [0.3.0]
    ### Contract
    * `products_list`, `ProductView`: `owner` is gone, `producer` says more.
    * `targets_*`: all operations of targets answer in the new boundaries.
"""

import re
from fnmatch import fnmatchcase


def version(text: str) -> tuple[int, ...]:
    """`0.2.0` as numbers."""
    return tuple(int(part) for part in re.match(r"(\d+)\.(\d+)\.(\d+)", text).groups())


def is_breaking_step(old: str, new: str) -> bool:
    """Whether the version says that clients have to look: a new major version, before 1.0 a new minor one."""
    before, after = version(old), version(new)
    counted = 1 if after[0] > 0 else 2
    return after[:counted] > before[:counted]


def named(changelog: str, wanted: str) -> list[str] | None:
    """The words under `### Contract` of that version; None where there is no such section."""
    section = re.search(rf"^## \[{re.escape(wanted)}\][^\n]*\n(.*?)(?=^## |\Z)", changelog, re.MULTILINE | re.DOTALL)
    if section is None:
        return None
    contract = re.search(r"^### Contract[^\n]*\n(.*?)(?=^### |\Z)", section[1], re.MULTILINE | re.DOTALL)
    lines = re.findall(r"^[*-] ([^:\n]*):", contract[1] if contract else "", re.MULTILINE)
    return [word for line in lines for word in re.findall(r"`([^`]+)`", line)]


def covers(words: list[str], subject: str) -> bool:
    """Whether a word names it. A star stands for the rest of a name, and never for a whole one."""
    return any(fnmatchcase(subject, word) for word in words if re.match(r"\w", word))
