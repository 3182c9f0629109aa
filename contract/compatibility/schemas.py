"""Compares two schemas.

A schema of a request is held to be compatible where the service still takes all that it took; one of an answer, where a client that was
generated from the published document can still read all that comes. So an enum may gain words in a request and not in an answer (the
generated clients know no other word), and lose them in neither.
"""

from collections.abc import Iterator
from typing import Any

REQUEST, ANSWER = "request", "answer"

# Limits that a request may not fall short of or exceed: the smaller or the greater number is the stricter one.
LOWER = ("minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties")
UPPER = ("maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties")
# Words of which any new value is another rule.
EXACT = ("pattern", "multipleOf", "uniqueItems", "const", "contentEncoding", "contentMediaType")

Change = tuple[str, str]
"""Kind and detail."""


class Schemas:
    """The components of a document."""

    def __init__(self, document: dict):
        self.named: dict[str, dict] = document.get("components", {}).get("schemas", {})

    def plain(self, schema: Any) -> dict:
        """The schema without `$ref`, `allOf` and `oneOf` with null: an object with its members, as it is on the wire."""
        if schema is True or schema is None:
            return {}
        if schema is False:
            return {"not": {}}
        if "$ref" in schema:
            schema = {**self.plain(self.named[schema["$ref"].rpartition("/")[2]]), **_without(schema, "$ref")}
        if "allOf" in schema:
            schema = self._joined(schema)
        for word in ("oneOf", "anyOf"):
            if word in schema:
                schema = self._without_null(schema, word)
        return schema

    def _joined(self, schema: dict) -> dict:
        whole = _without(schema, "allOf")
        for part in map(self.plain, schema["allOf"]):
            properties = {**whole.get("properties", {}), **part.get("properties", {})}
            required = [*whole.get("required", []), *part.get("required", [])]
            whole = {**part, **whole}
            if properties:
                whole |= {"type": "object", "properties": properties, "required": required}
        return whole

    def _without_null(self, schema: dict, word: str) -> dict:
        branches = [it for it in schema[word] if it != {"type": "null"}]
        if len(branches) != 1:
            return schema
        only = self.plain(branches[0])
        types = _types(only) | ({"null"} if len(branches) < len(schema[word]) else set())
        return {**only, **_without(schema, word)} | ({"type": sorted(types)} if types else {})


def _without(schema: dict, *words: str) -> dict:
    return {word: it for word, it in schema.items() if word not in words}


def _types(schema: dict) -> set[str]:
    found = schema.get("type", [])
    return {found} if isinstance(found, str) else set(found)


class Comparison:
    """Two documents' schemas, and which pairs were compared already: schemas may hold themselves."""

    def __init__(self, old: Schemas, new: Schemas):
        self.old, self.new = old, new
        self.seen: set[tuple[str, str, str]] = set()

    def changes(self, old: Any, new: Any, use: str, place: str = "") -> Iterator[Change]:
        """What `new` breaks of `old`. A component on both sides under the same name is compared once, on its own, and not here."""
        names = [it.get("$ref", "") if isinstance(it, dict) else "" for it in (old, new)]
        if names[0] == names[1] != "":
            return
        if all(names):
            if (*names, use) in self.seen:
                return
            self.seen.add((*names, use))
        yield from self.of_plain(self.old.plain(old), self.new.plain(new), use, place)

    def of_plain(self, old: dict, new: dict, use: str, place: str) -> Iterator[Change]:
        yield from _type_changes(old, new, use, place)
        yield from _word_changes(old, new, use, place)
        if use == REQUEST:
            yield from _limit_changes(old, new, place)
        yield from self._member_changes(old, new, use, place)
        yield from self._branch_changes(old, new, use, place)
        for word, step in (("items", "[]"), ("additionalProperties", "{}")):
            if word in old and word in new:
                yield from self.changes(old[word], new[word], use, place + step)
        if use == REQUEST and old.get("additionalProperties") is not False and new.get("additionalProperties") is False:
            yield "closed", f"{place or 'the whole'} takes no further members any more"

    def _member_changes(self, old: dict, new: dict, use: str, place: str) -> Iterator[Change]:
        before, after = old.get("properties", {}), new.get("properties", {})
        needed_before, needed_after = set(old.get("required", [])), set(new.get("required", []))
        for name in before.keys() - after.keys():
            yield "member_removed", f"{place}/{name}"
        if use == REQUEST:
            for name in needed_after - needed_before:
                yield "member_required", f"{place}/{name}"
        else:
            for name in (needed_before - needed_after) & after.keys():
                yield "member_optional", f"{place}/{name} may be left out of an answer now"
        for name in before.keys() & after.keys():
            yield from self.changes(before[name], after[name], use, f"{place}/{name}")

    def _branch_changes(self, old: dict, new: dict, use: str, place: str) -> Iterator[Change]:
        for word in ("oneOf", "anyOf"):
            before, after = old.get(word, []), new.get(word, [])
            if bool(before) != bool(after):
                yield "branches_changed", f"{place or 'the whole'}: {word}"
                continue
            (kept, other) = (before, after) if use == REQUEST else (after, before)
            for branch in kept:
                if not any(self._fits(branch, it, use) for it in other):
                    verb = "is not taken any more" if use == REQUEST else "is new in an answer"
                    yield "branch_changed", f"{place or 'the whole'}: {branch.get('$ref', branch.get('type'))} {verb}"

    def _fits(self, one: Any, other: Any, use: str) -> bool:
        (old, new) = (one, other) if use == REQUEST else (other, one)
        return not any(Comparison(self.old, self.new).changes(old, new, use))


def _type_changes(old: dict, new: dict, use: str, place: str) -> Iterator[Change]:
    before, after = _types(old), _types(new)
    # Every whole number is a number.
    wide = {REQUEST: after, ANSWER: before}[use]
    lost = {REQUEST: before, ANSWER: after}[use] - wide - ({"integer"} if "number" in wide else set())
    if before and after and lost:
        yield "type_changed", f"{place or 'the whole'}: {'/'.join(sorted(before))} → {'/'.join(sorted(after))}"
    elif (before and not after and use == ANSWER) or (after and not before and use == REQUEST):
        yield "type_changed", f"{place or 'the whole'}: {'/'.join(sorted(before)) or 'any'} → {'/'.join(sorted(after)) or 'any'}"
    if old.get("format") != new.get("format") and (use == ANSWER or "format" in new):
        yield "format_changed", f"{place or 'the whole'}: {old.get('format')} → {new.get('format')}"


def _word_changes(old: dict, new: dict, use: str, place: str) -> Iterator[Change]:
    before, after = old.get("enum"), new.get("enum")
    if before is None and after is not None and use == REQUEST:
        yield "words_limited", f"{place or 'the whole'}: only {after} now"
    if before is not None and after is None and use == ANSWER:
        yield "words_unlimited", f"{place or 'the whole'}: any word may come now"
    if before is not None and after is not None:
        for word in before:
            if word not in after:
                yield "word_removed", f"{place or 'the whole'}: {word}"
        for word in after:
            if word not in before and use == ANSWER:
                yield "word_added", f"{place or 'the whole'}: {word} is new in an answer"


def _limit_changes(old: dict, new: dict, place: str) -> Iterator[Change]:
    for word in LOWER + UPPER:
        before, after = old.get(word), new.get(word)
        if after is None or before == after:
            continue
        if before is None or (after > before if word in LOWER else after < before):
            yield "limit_narrowed", f"{place or 'the whole'}: {word} {before} → {after}"
    for word in EXACT:
        if word in new and old.get(word) != new[word] and new[word] is not False:
            yield "rule_changed", f"{place or 'the whole'}: {word} {old.get(word)} → {new[word]}"
