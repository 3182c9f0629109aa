"""Each sort of incompatible change is found, each compatible one is passed over: small documents before and after.

    python3 -m unittest discover --start-directory contract --pattern 'test_*.py'
"""

import copy
import json
import re
import tempfile
import unittest
from collections.abc import Callable
from pathlib import Path

from compatibility.__main__ import main
from compatibility.changelog import covers, is_breaking_step
from compatibility.documents import findings

THING = {
    "type": "object",
    "required": ["id", "colour"],
    "properties": {
        "id": {"type": "string", "format": "uuid"},
        "colour": {"type": "string", "enum": ["red", "green"]},
        "note": {"type": ["string", "null"]},
        "made_in": {"oneOf": [{"$ref": "#/components/schemas/Place"}, {"type": "null"}]},
        "owner": {"oneOf": [{"type": "string"}, {"$ref": "#/components/schemas/Place"}]},
    },
}
NEW_THING = {
    "type": "object",
    "required": ["colour"],
    "additionalProperties": False,
    "properties": {
        "colour": {"type": "string", "enum": ["red", "green"]},
        "weight": {"type": "integer", "minimum": 1, "maximum": 9},
        "name": {"type": "string", "maxLength": 80},
        "made_in": {"oneOf": [{"$ref": "#/components/schemas/Place"}, {"$ref": "#/components/schemas/Sea"}]},
        "note": {"$ref": "#/components/schemas/Note"},
        "owner": {"oneOf": [{"type": "string"}, {"$ref": "#/components/schemas/Place"}, {"type": "boolean"}]},
    },
}
BASE = {
    "openapi": "3.1.0",
    "info": {"title": "Things", "version": "0.1.0"},
    "paths": {
        "/things": {
            "get": {
                "operationId": "things_list",
                "tags": ["things"],
                "security": [{"oauth2": ["things:read"]}],
                "parameters": [{"name": "colour", "in": "query", "schema": {"type": "string", "enum": ["red", "green"]}}],
                "responses": {
                    "200": {
                        "headers": {"ETag": {"schema": {"type": "string"}}},
                        "content": {
                            "application/json": {"schema": {"type": "array", "items": {"$ref": "#/components/schemas/Thing"}}},
                            "text/csv": {"schema": {"type": "string"}},
                        },
                    },
                    "404": {"description": "none"},
                },
            },
            "post": {
                "operationId": "things_create",
                "tags": ["things"],
                "requestBody": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/NewThing"}}}},
                "responses": {"201": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Thing"}}}}},
            },
        },
        "/places": {"get": {"operationId": "places_list", "tags": ["places"], "responses": {"200": {"description": "all"}}}},
    },
    "components": {
        "schemas": {
            "Thing": THING,
            "NewThing": NEW_THING,
            "Place": {"type": "object", "properties": {"name": {"type": "string"}}, "required": ["name"]},
            "Note": {"description": "Anything."},
            "Sea": {"type": "object", "properties": {"depth": {"type": "integer"}}, "required": ["depth"]},
        }
    },
}

Edit = Callable[[dict], object]


def schema(name: str) -> Callable[[dict], dict]:
    return lambda document: document["components"]["schemas"][name]


def member(name: str, of: str) -> Callable[[dict], dict]:
    return lambda document: schema(of)(document)["properties"][name]


def things(method: str) -> Callable[[dict], dict]:
    return lambda document: document["paths"]["/things"][method]


def answer(document: dict) -> dict:
    return things("get")(document)["responses"]["200"]


# What is changed, and the kind and subject that must be found.
BREAKING: dict[str, tuple[Edit, str, str]] = {
    "a path goes": (lambda d: d["paths"].pop("/places"), "operation_removed", "places_list"),
    "a method goes": (lambda d: d["paths"]["/things"].pop("post"), "operation_removed", "things_create"),
    "an operationId changes": (lambda d: things("get")(d).update(operationId="all"), "operation_renamed", "things_list"),
    "a tag changes": (lambda d: things("get")(d).update(tags=["others"]), "group_changed", "things_list"),
    "a status goes": (lambda d: things("get")(d)["responses"].pop("404"), "status_removed", "things_list"),
    "a success is new": (lambda d: things("get")(d)["responses"].update({"202": {}}), "status_added", "things_list"),
    "a header goes": (lambda d: answer(d).pop("headers"), "header_removed", "things_list"),
    "a media type goes": (lambda d: answer(d)["content"].pop("text/csv"), "media_type_removed", "things_list"),
    "an answer is no list any more": (
        lambda d: answer(d)["content"]["application/json"].update(schema={"$ref": "#/components/schemas/Thing"}),
        "type_changed",
        "things_list",
    ),
    "a parameter goes": (lambda d: things("get")(d).pop("parameters"), "parameter_removed", "things_list"),
    "a parameter is needed": (lambda d: things("get")(d)["parameters"][0].update(required=True), "parameter_required", "things_list"),
    "a new parameter is needed": (
        lambda d: things("get")(d)["parameters"].append({"name": "of", "in": "query", "required": True, "schema": {}}),
        "parameter_required",
        "things_list",
    ),
    "a word of a parameter goes": (
        lambda d: things("get")(d)["parameters"][0]["schema"]["enum"].remove("red"),
        "word_removed",
        "things_list",
    ),
    "a parameter is written otherwise": (
        lambda d: things("get")(d)["parameters"][0].update(explode=False),
        "parameter_written_otherwise",
        "things_list",
    ),
    "a right is asked for": (
        lambda d: things("get")(d).update(security=[{"oauth2": ["things:read", "admin"]}]),
        "right_required",
        "things_list",
    ),
    "a token is asked for": (
        lambda d: things("post")(d).update(security=[{"oauth2": ["things:write"]}]),
        "right_required",
        "things_create",
    ),
    "a body is needed": (lambda d: things("post")(d)["requestBody"].update(required=True), "body_required", "things_create"),
    "a body goes": (lambda d: things("post")(d).pop("requestBody"), "body_removed", "things_create"),
    "a schema goes": (lambda d: d["components"]["schemas"].pop("Sea"), "schema_removed", "Sea"),
    "a member of an answer goes": (lambda d: schema("Thing")(d)["properties"].pop("note"), "member_removed", "Thing"),
    "a member of an answer may be left out": (lambda d: schema("Thing")(d)["required"].remove("id"), "member_optional", "Thing"),
    "a member of an answer may be null": (lambda d: member("id", "Thing")(d).update(type=["string", "null"]), "type_changed", "Thing"),
    "a member of an answer has another form": (lambda d: member("id", "Thing")(d).pop("format"), "format_changed", "Thing"),
    "a word of an answer goes": (lambda d: member("colour", "Thing")(d)["enum"].remove("red"), "word_removed", "Thing"),
    "a word of an answer is new": (lambda d: member("colour", "Thing")(d)["enum"].append("blue"), "word_added", "Thing"),
    "any word may come": (lambda d: member("colour", "Thing")(d).pop("enum"), "words_unlimited", "Thing"),
    "a member of a body goes": (lambda d: schema("NewThing")(d)["properties"].pop("name"), "member_removed", "NewThing"),
    "a member of a body is needed": (lambda d: schema("NewThing")(d)["required"].append("name"), "member_required", "NewThing"),
    "a word of a body goes": (lambda d: member("colour", "NewThing")(d)["enum"].remove("red"), "word_removed", "NewThing"),
    "only some words are taken": (lambda d: member("name", "NewThing")(d).update(enum=["a"]), "words_limited", "NewThing"),
    "a body's type is another": (lambda d: member("weight", "NewThing")(d).update(type="string"), "type_changed", "NewThing"),
    "a least number rises": (lambda d: member("weight", "NewThing")(d).update(minimum=2), "limit_narrowed", "NewThing"),
    "a greatest number falls": (lambda d: member("weight", "NewThing")(d).update(maximum=8), "limit_narrowed", "NewThing"),
    "a text has a length": (lambda d: member("name", "NewThing")(d).update(minLength=1), "limit_narrowed", "NewThing"),
    "a text has a pattern": (lambda d: member("name", "NewThing")(d).update(pattern="^a"), "rule_changed", "NewThing"),
    "a text has a form": (lambda d: member("name", "NewThing")(d).update(format="email"), "format_changed", "NewThing"),
    "a body has no cases any more": (lambda d: member("made_in", "NewThing")(d)["oneOf"].pop(), "branches_changed", "NewThing"),
    "an answer has cases now": (
        lambda d: member("made_in", "Thing")(d)["oneOf"].insert(0, {"$ref": "#/components/schemas/Sea"}),
        "branches_changed",
        "Thing",
    ),
    "a body takes no other member": (lambda d: schema("Place")(d).update(additionalProperties=False), "closed", "Place"),
    "a body that was none is needed": (
        lambda d: d["paths"]["/places"]["get"].update(requestBody={"required": True, "content": {}}),
        "body_required",
        "places_list",
    ),
    "a body's type is told at last": (lambda d: schema("Note")(d).update(type="string"), "type_changed", "Note"),
    "an answer's type is told no more": (lambda d: member("note", "Thing")(d).pop("type"), "type_changed", "Thing"),
    "one case of three goes from a body": (lambda d: member("owner", "NewThing")(d)["oneOf"].pop(), "branch_changed", "NewThing"),
    "a third case is new in an answer": (
        lambda d: member("owner", "Thing")(d)["oneOf"].append({"type": "integer"}),
        "branch_changed",
        "Thing",
    ),
    "a member that refers to a component gets another type": (
        lambda d: member("made_in", "Thing")(d)["oneOf"][0].update({"$ref": "#/components/schemas/Sea"}),
        "member_removed",
        "Thing",
    ),
}

COMPATIBLE: dict[str, Edit] = {
    "nothing": lambda d: None,
    "a path is new": lambda d: d["paths"].update({"/seas": {"get": {"operationId": "seas", "responses": {}}}}),
    "an error is new": lambda d: things("get")(d)["responses"].update({"429": {"description": "too many"}}),
    "a parameter is new": lambda d: things("get")(d)["parameters"].append({"name": "q", "in": "query", "schema": {"type": "string"}}),
    "a word of a parameter is new": lambda d: things("get")(d)["parameters"][0]["schema"]["enum"].append("blue"),
    "a member of an answer is new": lambda d: schema("Thing")(d)["properties"].update(maker={"type": "string"}),
    "a member of an answer is always there": lambda d: schema("Thing")(d)["required"].append("note"),
    "a member of an answer is never null": lambda d: member("note", "Thing")(d).update(type="string"),
    "a member of a body is new": lambda d: schema("NewThing")(d)["properties"].update(maker={"type": "string"}),
    "a member of a body may be left out": lambda d: schema("NewThing")(d)["required"].remove("colour"),
    "a member of a body may be null": lambda d: member("name", "NewThing")(d).update(type=["string", "null"]),
    "a whole number may be any": lambda d: member("weight", "NewThing")(d).update(type="number"),
    "limits are wider": lambda d: member("weight", "NewThing")(d).update(minimum=0, maximum=10),
    "a body is open": lambda d: schema("NewThing")(d).pop("additionalProperties"),
    "less is asked for": lambda d: things("get")(d).pop("security"),
    "words for people": lambda d: schema("Thing")(d).update(description="A thing."),
    "the same, in two parts": lambda d: d["components"]["schemas"].update(
        Place={"allOf": [{"$ref": "#/components/schemas/Name"}], "description": "Where."},
        Name={"type": "object", "properties": {"name": {"type": "string"}}, "required": ["name"]},
    ),
}


def edited(edit: Edit) -> dict:
    document = copy.deepcopy(BASE)
    edit(document)
    return document


class Comparing(unittest.TestCase):
    def test_incompatible_changes_are_found(self):
        for name, (edit, kind, subject) in BREAKING.items():
            with self.subTest(name):
                found = {(it.kind, it.subject) for it in findings(BASE, edited(edit))}
                self.assertIn((kind, subject), found)

    def test_every_kind_has_an_example(self):
        source = "".join(it.read_text() for it in Path(__file__).parent.glob("*.py") if it.name != Path(__file__).name)
        kinds = set(re.findall(r'(?:yield|Finding\(subject,|Finding\(name,) "(\w+)"', source))
        self.assertEqual(kinds, {kind for _, kind, _ in BREAKING.values()})

    def test_compatible_changes_are_passed_over(self):
        for name, edit in COMPATIBLE.items():
            with self.subTest(name):
                self.assertEqual(findings(BASE, edited(edit)), [])

    def test_schemas_that_hold_themselves_come_to_an_end(self):
        tree = {"type": "object", "properties": {"below": {"$ref": "#/components/schemas/Tree"}}}
        grown = {"type": "object", "properties": {"below": {"$ref": "#/components/schemas/Wood"}}}
        before = edited(lambda d: d["components"]["schemas"].update(Thing=tree, Tree=tree))
        after = edited(lambda d: d["components"]["schemas"].update(Thing=grown, Wood=grown))
        self.assertEqual([it.kind for it in findings(before, after)], ["schema_removed"])


class Telling(unittest.TestCase):
    def test_a_version_says_that_something_breaks(self):
        for old, new, breaks in [
            ("0.1.0", "0.2.0", True),
            ("0.1.9", "0.1.10", False),
            ("0.9.0", "1.0.0", True),
            ("1.1.0", "1.2.0", False),
            ("1.9.9", "2.0.0", True),
        ]:
            with self.subTest(f"{old} → {new}"):
                self.assertEqual(is_breaking_step(old, new), breaks)

    def test_a_star_is_no_word_for_everything(self):
        self.assertTrue(covers(["targets_*"], "targets_list"))
        self.assertFalse(covers(["targets_*"], "things_list"))
        self.assertFalse(covers(["*"], "things_list"))

    def test_a_change_must_be_told_under_a_new_version(self):
        gone = edited(lambda d: d["paths"].pop("/places"))
        newer = copy.deepcopy(gone)
        newer["info"]["version"] = "0.2.0"
        told = "## [0.2.0]\n### Contract\n* `places_list`: gone.\n\n## [0.1.0]\n"
        elsewhere = "## [0.2.0]\n### Fixed\n* `places_list`: gone.\n## [0.1.0]\n### Contract\n* `places_list`: gone.\n"
        for name, document, changelog, code in [
            ("told and new", newer, told, 0),
            ("told, and the version is the old one", gone, told, 1),
            ("new and not told", newer, "## [0.2.0]\n", 1),
            ("told elsewhere", newer, elsewhere, 1),
            ("no such section", newer, "", 1),
            ("nothing changed", BASE, "", 0),
        ]:
            with self.subTest(name), tempfile.TemporaryDirectory() as folder:
                files = [Path(folder, it) for it in ("released.json", "openapi.json", "CHANGELOG.md")]
                for file, text in zip(files, (json.dumps(BASE), json.dumps(document), changelog), strict=True):
                    file.write_text(text)
                self.assertEqual(main(*files), code)


if __name__ == "__main__":
    unittest.main()
