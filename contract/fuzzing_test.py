"""Which refusals fuzzing.py passes over, and which it keeps. scripts/schemathesis runs this first: it needs Schemathesis."""

import json
import unittest
from types import SimpleNamespace

from schemathesis.specs.openapi.checks import RejectedPositiveData

from fuzzing import filter_failure, lines, whole

CURSOR = ("/cursor", "invalid_value")
PASSED_OVER = [
    (400, "invalid_query", [CURSOR]),
    (400, "invalid_query", [("/unit", "unknown_unit")]),
    (400, "invalid_query", [("/unit", "unknown_unit"), CURSOR]),
    (400, "invalid_grant", []),
    (422, "invalid_fields", [("/idea_id", "one_of_two")]),
    (422, "idempotency_key_reused", []),
]
KEPT = [
    (400, "invalid_query", [CURSOR, ("/page_size", "invalid_value")]),
    (400, "invalid_header", []),
    (400, "malformed_json", []),
    (415, "unsupported_media_type", []),
    (422, "invalid_fields", [("/idea_id", "one_of_two"), ("/reason", "required")]),
]


def kept(status: int, content: bytes, asked: tuple[str, str] = ("get", "/api/v1/products")) -> bool:
    failure = RejectedPositiveData.__new__(RejectedPositiveData)
    case = SimpleNamespace(operation=SimpleNamespace(method=asked[0], path=asked[1]))
    return filter_failure(None, failure, case, SimpleNamespace(status_code=status, content=content))


def problem(code: str, errors: list[tuple[str, str]]) -> bytes:
    return json.dumps({"code": code, "errors": [{"pointer": it[0], "code": it[1]} for it in errors]}).encode()


class Filtering(unittest.TestCase):
    def test_reasons_beyond_a_schema_are_passed_over_and_no_others(self):
        for cases, expected in ((PASSED_OVER, False), (KEPT, True)):
            for status, code, errors in cases:
                with self.subTest(f"{status} {code} {errors}"):
                    self.assertEqual(kept(status, problem(code, errors)), expected)

    def test_a_member_that_another_one_asks_for_is_passed_over_where_it_is_known(self):
        refused = problem("invalid_fields", [("/reason", "required")])
        self.assertFalse(kept(422, refused, ("post", "/api/v1/ideas/{id}/decision")))
        self.assertTrue(kept(422, refused))

    def test_what_is_no_problem_is_kept(self):
        self.assertTrue(kept(400, b"<html>"))
        self.assertTrue(kept(422, b"[]"))

    def test_other_failures_are_kept(self):
        self.assertTrue(filter_failure(None, AssertionError(), None, None))

    def test_bodies_are_written_as_clients_write_them(self):
        self.assertEqual(json.dumps(whole({"a": [4.0, 4.5, True, "4.0"]})), '{"a": [4, 4.5, true, "4.0"]}')
        self.assertEqual([lines(it) for it in (b"\xff", "a", {"a": 1})], [b"\xff", b"a", b'{"a": 1}\n'])


if __name__ == "__main__":
    unittest.main()
