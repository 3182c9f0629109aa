"""What an OpenAPI document asks of a client: its operations and its types."""

from collections.abc import Iterator

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
FORM = "application/x-www-form-urlencoded"


def each_operation(document: dict) -> Iterator[tuple[str, str, dict]]:
    """Path, method and operation."""
    for path, item in document["paths"].items():
        for method in METHODS:
            if method in item:
                yield path, method, item[method]


def operations(document: dict) -> list[str]:
    """The operationIds, as often as they are given."""
    return [operation["operationId"] for _, _, operation in each_operation(document)]


def unions(document: dict) -> list[str]:
    """Components that are one of several things. Some generators make of them one object that must have the members of all."""
    return [
        name
        for name, schema in document["components"]["schemas"].items()
        if any(len([it for it in schema.get(word, []) if it != {"type": "null"}]) > 1 for word in ("oneOf", "anyOf"))
    ]


def types(document: dict) -> list[str]:
    """Names of the schemas that a client has a type for: objects with members, and enums. Not those that are a form and nothing else: a
    client has a parameter for each field."""
    schemas = document["components"]["schemas"]
    forms = {
        operation["requestBody"]["content"][FORM]["schema"].get("$ref", "").rpartition("/")[2]
        for _, _, operation in each_operation(document)
        if FORM in operation.get("requestBody", {}).get("content", {})
    }
    return [
        name
        for name, schema in schemas.items()
        if name not in forms and any(schema.get(word) for word in ("properties", "enum", "allOf"))
    ]
