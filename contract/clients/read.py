"""Reads a generated client and tells what of the document is not in it, and what its generator warned of.

    read.py CLIENT DOCUMENT FOLDER LOG

CLIENT is kotlin, swift, dart, typescript_fetch or python. Prints a line and ends with 0 where every operation is a function, every
object and enum a type, every file of ours is grammatical and no warning is left that we do not know.
"""

import importlib
import json
import re
import sys
from pathlib import Path

from document import operations, types, unions

# How each language declares a function of the API, where these functions and the types lie, and the grammar of both. TypeScript is
# type-checked by its compiler, Python compiled by the caller.
LANGUAGES = {
    "kotlin": (r"\bfun `?(\w+)`?\(", "**/apis/*.kt", "**/models/*.kt", "tree_sitter_kotlin"),
    "swift": (r"\bfunc `?(\w+)`?\(", "**/APIs/*.swift", "**/Models/*.swift", "tree_sitter_swift"),
    "dart": (r"^  Future<.*> (\w+)\(", "lib/api/*.dart", "lib/model/*.dart", "tree_sitter_dart_orchard"),
    "typescript_fetch": (r"^    async (\w+)\(", "apis/*.ts", "models/*.ts", None),
    "python": (r"^def (sync_detailed)\(", "api/*/*.py", "models/*.py", None),
}

# These make one object of a `oneOf`, which needs the members of all.
MERGING = ("kotlin", "dart")

# Lines with "WARN" that tell of nothing lost, each with the reason why we know.
KNOWN_WARNINGS = [
    # Says so for every document of OpenAPI 3.1.
    r"OpenAPI 3\.1 support is still in beta",
    # Its normalizer asks the `false` of `additionalProperties: false` for the name of a schema, and finds none.
    r"Failed to get the schema name: null",
    # The method is there and sends the bytes that it is given; the generator only has no serialization of its own.
    r"The media-type '(application|image|video|text)/[\w.+-]+' for operation '\S+' is not support in the Dart generators by default",
]

# A name is reserved in this language. Where it is the name of one of our schemas, we choose a better one; a parameter may have it.
RENAMED = re.compile(r"- (\w+) \(reserved word\) cannot be used as model name")


def flat(name: str) -> str:
    """A name without the marks that each language sets its own way."""
    return re.sub(r"[^a-z0-9]", "", name.lower())


def functions(language: str, folder: Path) -> set[str]:
    """The functions that call an operation. Python has a file for each, named after it."""
    declaration, places, _, _ = LANGUAGES[language]
    found = set()
    for file in folder.glob(places):
        names = re.findall(declaration, file.read_text(), re.MULTILINE)
        found.update(names if language != "python" else [file.stem] * len(names))
    return {flat(name) for name in found}


def ungrammatical(language: str, folder: Path) -> list[str]:
    """Files of ours that their language's grammar refuses."""
    _, functions_in, types_in, grammar = LANGUAGES[language]
    if grammar is None:
        return []
    import tree_sitter

    parser = tree_sitter.Parser(tree_sitter.Language(importlib.import_module(grammar).language()))
    files = [*folder.glob(functions_in), *folder.glob(types_in)]
    return [str(file) for file in files if parser.parse(file.read_bytes()).root_node.has_error]


def warnings(log: str, names: set[str]) -> list[str]:
    """The lines of a generator's log that tell of something lost, each once."""
    lines = [line for line in dict.fromkeys(log.splitlines()) if re.search(r"\b(WARN|WARNING|ERROR)\b", line)]
    lines = [line for line in lines if not any(re.search(known, line) for known in KNOWN_WARNINGS)]
    reserved = [(line, RENAMED.search(line)) for line in lines]
    return [line for line, match in reserved if match is None or match[1] in names]


def main(language: str, document: Path, folder: Path, log: Path) -> int:
    contract = json.loads(document.read_text())
    ids = operations(contract)
    asked = {flat(it): it for it in ids}
    named = {flat(it): it for it in types(contract)}
    made = functions(language, folder)
    declared = {flat(file.stem) for file in folder.glob(LANGUAGES[language][2])}
    text = log.read_text()
    findings = [f"operationId given more than once: {it}" for it in sorted(set(ids)) if ids.count(it) > 1]
    findings += [f"operation without a function: {asked[it]}" for it in sorted(asked.keys() - made)]
    findings += [f"schema without a type: {named[it]}" for it in sorted(named.keys() - declared)]
    if language in MERGING:
        findings += [f"{it} is one of several objects: nothing can be read as the one object that is made of it" for it in unions(contract)]
    findings += [f"not grammatical: {file}" for file in ungrammatical(language, folder)]
    findings += [f"the generator says: {line}" for line in warnings(text, set(named.values()))]
    print(f"{language}: {len(asked.keys() & made)} of {len(ids)} operations, {len(named.keys() & declared)} of {len(named)} types")
    if findings and language == "python":
        findings.append(text)
    print("\n".join(findings))
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], *map(Path, sys.argv[2:5])))
