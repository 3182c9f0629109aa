"""Compares two documents."""

from collections.abc import Iterator
from typing import Any

from . import operations
from .finding import Finding
from .schemas import ANSWER, REQUEST, Comparison, Schemas

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")


def findings(old: dict, new: dict) -> list[Finding]:
    """Each incompatible change, once, in order."""
    return sorted(set(_of_operations(old, new)) | set(_of_components(old, new)))


def _each(document: dict) -> Iterator[tuple[str, str, dict]]:
    for path, item in document["paths"].items():
        for method in METHODS:
            if method in item:
                yield path, method, item[method]


def _of_operations(old: dict, new: dict) -> Iterator[Finding]:
    comparison = Comparison(Schemas(old), Schemas(new))
    for path, method, before in _each(old):
        subject = before.get("operationId", f"{method} {path}")
        after = new["paths"].get(path, {}).get(method)
        if after is None:
            yield Finding(subject, "operation_removed", f"{method.upper()} {path}")
            continue
        for kind, detail in operations.changes(before, after, comparison):
            yield Finding(subject, kind, detail)


def _of_components(old: dict, new: dict) -> Iterator[Finding]:
    """Components are types of the generated clients, so their names count as well."""
    before, after = Schemas(old), Schemas(new)
    uses = _uses(old)
    for name, schema in before.named.items():
        if name not in after.named:
            yield Finding(name, "schema_removed", "no type of this name")
            continue
        for use in sorted(uses.get(name, ())):
            comparison = Comparison(before, after)
            for kind, detail in comparison.of_plain(before.plain(schema), after.plain(after.named[name]), use, ""):
                yield Finding(name, kind, f"{detail} ({use})")


def _uses(document: dict) -> dict[str, set[str]]:
    """Which components are part of a request, of an answer, or of both."""
    named = Schemas(document).named
    uses: dict[str, set[str]] = {}
    for _, _, operation in _each(document):
        asked = [operation.get("parameters", []), operation.get("requestBody", {})]
        for use, part in ((REQUEST, asked), (ANSWER, operation.get("responses", {}))):
            waiting = [part]
            while waiting:
                for name in _references(waiting.pop()):
                    if name in named and use not in uses.setdefault(name, set()):
                        uses[name].add(use)
                        waiting.append(named[name])
    return uses


def _references(part: Any) -> Iterator[str]:
    """Names of the components that a piece of the document refers to, wherever in it."""
    if isinstance(part, dict):
        if isinstance(part.get("$ref"), str):
            yield part["$ref"].rpartition("/")[2]
        part = list(part.values())
    if isinstance(part, list):
        for it in part:
            yield from _references(it)
