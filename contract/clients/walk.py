"""A walk through the running service with the generated Python client, as somebody who has nothing but the document would take it:
a token, a product, an evaluation, polls until its stars are there, a poll that is answered 304, and two errors.

    walk.py DOCUMENT FOLDER-OF-THE-CLIENT ADDRESS CREDENTIALS

Each answer must have the documented status and the documented type. Stops at the first that has not.
"""

import importlib
import json
import re
import sys
import time
import typing
from pathlib import Path
from uuid import UUID

from document import each_operation

# Evaluations of the demonstration take milliseconds; a machine that does much else may take longer.
LONGEST_WAIT_SECONDS = 60


class Walk:
    """The client, and what it has of the document."""

    def __init__(self, document: dict, address: str):
        self.operations = {(method, path): it for path, method, it in each_operation(document)}
        self.client_types = importlib.import_module("ocop")
        self.address = address
        self.client = self.client_types.Client(base_url=address, raise_on_unexpected_status=True, timeout=20)

    def sign_in(self, token: str) -> None:
        self.client = self.client_types.AuthenticatedClient(
            base_url=self.address, token=token, raise_on_unexpected_status=True, timeout=20
        )

    def ask(self, method: str, path: str, status: int, body: dict | None = None, **arguments):
        """Calls the function of the operation, holds the answer against the status, and gives it back."""
        operation = self.operations[method, path]
        name, tag = (re.sub(r"\W", "_", it).lower() for it in (operation["operationId"], operation["tags"][0]))
        call = importlib.import_module(f"ocop.api.{tag}.{name}").sync_detailed
        if body is not None:
            arguments["body"] = typing.get_type_hints(call)["body"].from_dict(body)
        answer = call(client=self.client, **arguments)
        told = type(answer.parsed).__name__ if answer.parsed is not None else "nothing"
        print(f"{answer.status_code} {told:24} {method.upper()} {path}")
        if answer.status_code != status:
            sys.exit(f"{status} was to be expected; the answer: {answer.content.decode()[:2000]}")
        if (answer.parsed is None) != (status in (204, 304)):
            sys.exit(f"the document gives no type to this answer: {answer.content.decode()[:2000]}")
        return answer


def best_answers(sheet) -> dict[str, int]:
    """The last option of every criterion that is answered; of a choice, its first case."""
    criteria = [it for part in sheet.parts for section in part.sections for it in section.criteria]
    return {it.code: it.options[-1].number for it in criteria if it.options and it.alternative is not True}


def evaluate(walk: Walk) -> None:
    """A product, its sheet, an evaluation, and its stars."""
    product = walk.ask("get", "/api/v1/products", 200, q="oi don nhan", page_size=1).parsed.items[0]
    product = walk.ask("get", "/api/v1/products/{id}", 200, id=product.id).parsed
    sheet = walk.ask("get", "/api/v1/regimes/{regime}/product-sets/{no}", 200, regime="26-2026", no=product.product_set).parsed
    asked = {
        "product_id": str(product.id),
        "level": "province",
        "kind": "first",
        "regime": "26-2026",
        "sheets": [{"assessor": "m1", "chair": True, "answers": best_answers(sheet)}],
    }
    accepted = walk.ask("post", "/api/v1/evaluations", 202, body=asked, idempotency_key=f"walk-{product.id}").parsed
    last = time.monotonic() + LONGEST_WAIT_SECONDS
    while True:
        answer = walk.ask("get", "/api/v1/evaluations/{id}", 200, id=accepted.id)
        if answer.parsed.status == "succeeded":
            break
        if time.monotonic() > last:
            sys.exit(f"not rated after {LONGEST_WAIT_SECONDS} s: {answer.content.decode()}")
        time.sleep(0.2)
    result = answer.parsed.result
    print(f"    {product.name}: {result.outcome}, {result.stars} stars")
    walk.ask("get", "/api/v1/evaluations/{id}", 304, id=accepted.id, if_none_match=answer.headers["ETag"])


def poll(walk: Walk) -> None:
    """The statistics, and the poll that finds them unchanged."""
    answer = walk.ask("get", "/api/v1/statistics/products", 200, by="stars")
    counts = sum(cell.products for cell in answer.parsed.cells)
    if counts != answer.parsed.totals.products:
        sys.exit(f"the cells count {counts} products, the totals {answer.parsed.totals.products}")
    walk.ask("get", "/api/v1/statistics/products", 304, by="stars", if_none_match=answer.headers["ETag"])


def errors(walk: Walk) -> None:
    """Problems arrive as the type of problems."""
    unknown = walk.ask("get", "/api/v1/products/{id}", 404, id=UUID(int=0)).parsed
    refused = walk.ask("post", "/api/v1/scorings", 422, body={"product_set": 1, "regime": "26-2026"}).parsed
    for problem in (unknown, refused):
        print(f"    {problem.status} {problem.code}: {problem.detail}")
    if not refused.errors:
        sys.exit("a refused body names no field")


def main(document: Path, folder: str, address: str, credentials: Path) -> None:
    sys.path.insert(0, folder)
    secret = json.loads(credentials.read_text())
    walk = Walk(json.loads(document.read_text()), address)
    form = {"grant_type": "client_credentials", "client_id": secret["client_id"], "client_secret": secret["client_secret"]}
    walk.sign_in(walk.ask("post", "/oauth2/token", 200, body=form).parsed.access_token)
    evaluate(walk)
    poll(walk)
    errors(walk)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], sys.argv[3], Path(sys.argv[4]))
