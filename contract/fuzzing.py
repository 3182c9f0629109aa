"""What Schemathesis needs to know about this service: how lines of JSON are written and read, and which refusals no schema can foretell."""

import json

import schemathesis
from schemathesis.specs.openapi.checks import RejectedPositiveData

# Rules of form: a schema can say them, so a request that fits the schema must not break them.
RULES_OF_FORM = {"invalid_value", "unknown_field", "missing", "required", "invalid_length"}

# Refusals with 400 that depend on more than the form of one value. Each with its reason.
BEYOND_A_SCHEMA = {
    # `level` and `generation` say something only beside `unit`; whether a unit of that code exists is a matter of the register.
    "unknown_unit",
    # JSON Schema has no limits for dates, nor a calendar for what is a date or one of several words.
    "date_out_of_range",
    "unknown_boundaries",
    # The last year is the present one.
    "year_out_of_range",
    # Two parameters say the same differently, or one means something beside another alone; a document knows each by itself.
    "boundaries_given_twice",
    "period_given_twice",
    "day_given_twice",
    "not_of_this_measure",
    "wrong_order",
    "too_many_days",
    "above_the_unit",
    # How much there is to tell depends on what is stored.
    "too_many_figures",
    "too_long_for_a_workbook",
    # Districts end with the legacy boundaries, which another parameter asks for.
    "district_is_legacy",
    # A pattern that forbids to say a word twice is longer than what it says.
    "repeated_dimension",
    # Likewise the year that is compared with another one.
    "the_same_year",
    # Which units there are is a matter of the register.
    "unknown_value",
    # Which regimes there are is a matter of the operator's folder.
    "unknown_regime",
    # Some data sets are answered in pages and some are not.
    "not_paged",
    # RFC 6749: whether a grant or a scope is good depends on who asks.
    "invalid_grant",
    "invalid_scope",
    "invalid_request",
    "unsupported_grant_type",
}

# Members of which one must be there where the other says so: as a union of objects, generated clients would ask for both.
CONDITIONAL = {
    ("POST", "/api/v1/files"): {"/name"},
    ("POST", "/api/v1/ideas"): {"/producer_id"},
    ("POST", "/api/v1/ideas/{id}/decision"): {"/reason"},
    ("POST", "/api/v1/producers"): {"/commune_code"},
    ("PUT", "/api/v1/producers/by-key/{system}/{id}"): {"/commune_code"},
    ("POST", "/api/v1/products"): {"/producer_id"},
    ("PUT", "/api/v1/products/by-key/{system}/{id}"): {"/producer_id"},
    ("POST", "/api/v1/dossiers"): {"/product_id"},
    ("PUT", "/api/v1/dossiers/by-key/{system}/{id}"): {"/product_id"},
}

# A cursor is what `next` gave; any other text of the same form is refused.
OPAQUE = {"/cursor"}


@schemathesis.hook
def filter_failure(context, failure, case, response):
    """Whether a failure is one. Only `positive_data_acceptance` is looked at: a refusal with a reason beyond the schema is none."""
    if not isinstance(failure, RejectedPositiveData):
        return True
    try:
        problem = json.loads(response.content)
        errors = [it for it in problem["errors"] if it["pointer"] not in OPAQUE]
    except (ValueError, KeyError, TypeError):
        return True
    conditional = CONDITIONAL.get((case.operation.method.upper(), case.operation.path), set())
    errors = [it for it in errors if it["pointer"] not in conditional]
    codes = {it["code"] for it in errors}
    if response.status_code == 422:
        return bool(codes & RULES_OF_FORM)
    if response.status_code == 400:
        return not ({problem["code"]} & BEYOND_A_SCHEMA or codes <= BEYOND_A_SCHEMA and problem["errors"])
    return True


@schemathesis.hook
def map_body(context, body):
    """JSON Schema calls 4.0 a whole number, and so does Schemathesis now and then. Whoever writes whole numbers writes 4."""
    return whole(body)


def whole(value):
    """The value with every whole number written as one."""
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, dict):
        return {name: whole(it) for name, it in value.items()}
    if isinstance(value, list):
        return [whole(it) for it in value]
    return value


def lines(value):
    """A batch is a text of lines; where its document describes a line, it is of one."""
    return value if isinstance(value, bytes) else value.encode() if isinstance(value, str) else json.dumps(value).encode() + b"\n"


@schemathesis.serializer("application/x-ndjson")
def write_lines(context, value):
    """A batch on the wire."""
    return lines(value)


@schemathesis.deserializer("application/x-ndjson", "text/csv")
def read_lines(context, response):
    """Lines are a text."""
    return response.text
