"""Compares two operations of the same path and method."""

from collections.abc import Iterator

from .schemas import ANSWER, REQUEST, Change, Comparison


def changes(old: dict, new: dict, comparison: Comparison) -> Iterator[Change]:
    """What `new` breaks of `old`."""
    if old.get("operationId") != new.get("operationId"):
        yield "operation_renamed", f"{old.get('operationId')} → {new.get('operationId')}"
    # Generated clients put an operation into the class or module of its first tag.
    if old.get("tags", [])[:1] != new.get("tags", [])[:1]:
        yield "group_changed", f"{old.get('tags')} → {new.get('tags')}"
    yield from _parameters(old, new, comparison)
    yield from _body(old.get("requestBody"), new.get("requestBody"), comparison)
    yield from _answers(old.get("responses", {}), new.get("responses", {}), comparison)
    yield from _rights(old.get("security", []), new.get("security", []))


def _parameters(old: dict, new: dict, comparison: Comparison) -> Iterator[Change]:
    before, after = ({(it["in"], it["name"]): it for it in side.get("parameters", [])} for side in (old, new))
    for key in before.keys() - after.keys():
        yield "parameter_removed", " ".join(key)
    for key in after.keys():
        needed = after[key].get("required", False)
        if needed and not before.get(key, {}).get("required", False):
            yield "parameter_required", " ".join(key)
    for key in before.keys() & after.keys():
        for word in ("style", "explode"):
            if before[key].get(word) != after[key].get(word):
                yield "parameter_written_otherwise", f"{' '.join(key)}: {word}"
        yield from comparison.changes(before[key].get("schema", {}), after[key].get("schema", {}), REQUEST, key[1])


def _body(old: dict | None, new: dict | None, comparison: Comparison) -> Iterator[Change]:
    if old is None:
        if new is not None and new.get("required", False):
            yield "body_required", "it had none"
        return
    if new is None:
        yield "body_removed", "it had one"
        return
    if new.get("required", False) and not old.get("required", False):
        yield "body_required", "it could be left out"
    yield from _content(old, new, REQUEST, "body", comparison)


def _answers(old: dict, new: dict, comparison: Comparison) -> Iterator[Change]:
    for status in old.keys() - new.keys():
        yield "status_removed", status
    for status in new.keys() - old.keys():
        if status[0] in "23":
            yield "status_added", f"{status}: a client knows no such success"
    for status in sorted(old.keys() & new.keys()):
        for header in old[status].get("headers", {}).keys() - new[status].get("headers", {}).keys():
            yield "header_removed", f"{status} {header}"
        yield from _content(old[status], new[status], ANSWER, status, comparison)


def _content(old: dict, new: dict, use: str, place: str, comparison: Comparison) -> Iterator[Change]:
    before, after = old.get("content", {}), new.get("content", {})
    for kind in before.keys() - after.keys():
        yield "media_type_removed", f"{place} {kind}"
    for kind in before.keys() & after.keys():
        yield from comparison.changes(before[kind].get("schema", {}), after[kind].get("schema", {}), use, place)


def _rights(old: list[dict], new: list[dict]) -> Iterator[Change]:
    """A token that was enough must be enough: each old alternative is met by a new one that asks for no more."""
    for before in old or [{}]:
        enough = any(
            all(scheme in before and set(scopes) <= set(before[scheme]) for scheme, scopes in after.items()) for after in new or [{}]
        )
        if not enough:
            yield "right_required", f"{before} → {new}"
