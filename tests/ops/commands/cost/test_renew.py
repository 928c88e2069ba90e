"""Renewing prices, against a local server that answers as Azure's price API is documented to."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from typer.testing import CliRunner

from ops.cli import app
from ops.commands.cost.renew import PriceApiError, renewed
from ops.common.errors import UserError
from ops.delivery.cost.catalogue import Meter, PriceCatalogue, UnreadPrice, as_yaml, read_catalogue
from tests.ops.delivery.cost.estimates import price

LATER = date(2027, 3, 1)


@dataclass
class PriceApi:
    """Answers every query with these pages of items, and keeps the queries."""

    pages: list[list[dict[str, Any]]]
    status: int = 200
    body: str | None = None
    next_host: str = ""
    url: str = ""
    queries: list[dict[str, str]] = field(default_factory=list)

    def answer(self, query: dict[str, str]) -> str:
        self.queries.append(query)
        if self.body is not None:
            return self.body
        page = int(query.get("$skip", "0"))
        more = page + 1 < len(self.pages)
        host = self.next_host or self.url
        return json.dumps(
            {
                "BillingCurrency": "USD",
                "CustomerEntityId": "Default",
                "CustomerEntityType": "Retail",
                "Items": self.pages[page],
                "NextPageLink": f"{host}?$skip={page + 1}" if more else None,
                "Count": len(self.pages[page]),
            }
        )


@contextmanager
def serving(api: PriceApi) -> Iterator[PriceApi]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            query = {name: values[0] for name, values in parse_qs(urlsplit(self.path).query).items()}
            content = api.answer(query).encode()
            self.send_response(api.status)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base's name
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    api.url = f"http://127.0.0.1:{server.server_port}/api/retail/prices"
    try:
        yield api
    finally:
        server.shutdown()
        server.server_close()


def _item(amount: float, *, unit: str = "1 Hour", tier: float = 0) -> dict[str, Any]:
    return {"retailPrice": amount, "unitOfMeasure": unit, "tierMinimumUnits": tier, "type": "Consumption"}


def _catalogue(*, tier: float = 0, **more: Any) -> PriceCatalogue:
    meter = Meter(
        filter={"serviceName": "Virtual Network", "skuName": "O'Hare"}, api_unit="1 Hour", tier=tier
    )
    return PriceCatalogue(
        provider="azure",
        region="eastus",
        currency="USD",
        prices={
            "address/Standard": price(
                0.005, unit="hour", verified=False, note="a guess", meter=meter, **more
            ),
            "by-hand": price(7, verified=False, note="a person asked"),
        },
    )


def _renewed(api: PriceApi, catalogue: PriceCatalogue) -> tuple[PriceCatalogue, str]:
    with serving(api):
        anew, (renewal,) = renewed(catalogue, today=LATER, endpoint=api.url)
    return anew, renewal.problem


def test_a_price_is_read_anew_with_its_day_and_is_verified_then() -> None:
    api = PriceApi(pages=[[_item(0.006)]])
    anew, problem = _renewed(api, _catalogue())
    found = anew.prices["address/Standard"]
    assert (found.amount, found.read, found.verified, found.note) == (Decimal("0.006"), LATER, True, "")
    assert found.source == "https://prices.azure.com/api/retail/prices"
    assert not problem


def test_the_question_is_a_filter_with_doubled_quotes_and_the_currency() -> None:
    api = PriceApi(pages=[[_item(0.006)]])
    _renewed(api, _catalogue())
    assert api.queries == [
        {
            "$filter": "serviceName eq 'Virtual Network' and skuName eq 'O''Hare' "
            "and priceType eq 'Consumption'",
            "currencyCode": "'USD'",
        }
    ]


def test_a_reservation_is_asked_for_by_its_term_and_read_by_the_hour() -> None:
    """The API states what the whole term costs, in the unit "1 Hour"."""
    meter = Meter(filter={"armSkuName": "Standard_D2s_v3"}, api_unit="1 Hour", term="3 Years")
    catalogue = PriceCatalogue(
        provider="azure", region="eastus", currency="USD", prices={"vm/a/3-years": price(1, meter=meter)}
    )
    api = PriceApi(pages=[[_item(956.59)]])
    anew, problem = _renewed(api, catalogue)
    assert not problem
    assert anew.prices["vm/a/3-years"].amount == Decimal("0.0364")
    (query,) = api.queries
    assert query["$filter"].endswith("and priceType eq 'Reservation' and reservationTerm eq '3 Years'")


@pytest.mark.parametrize(
    ("items", "problem"), [([_item(0.12)], ""), ([], "the API has no such meter")], ids=["known", "unknown"]
)
def test_a_price_that_nobody_had_read_is_read_or_waits_on(items: list[dict[str, Any]], problem: str) -> None:
    waiting = UnreadPrice(unit="hour", meter=Meter(filter={"skuName": "D2s v3"}, api_unit="1 Hour"))
    catalogue = PriceCatalogue(
        provider="azure",
        region="westeurope",
        currency="USD",
        prices={"by-hand": price(7, verified=False, note="a person asked")},
        unread={"vm/Standard_D2s_v3": waiting},
    )
    anew, said = _renewed(PriceApi(pages=[items]), catalogue)
    assert said == problem
    if problem:
        assert anew.unread == {"vm/Standard_D2s_v3": waiting}
        return
    found = anew.prices["vm/Standard_D2s_v3"]
    assert (found.amount, found.read, found.verified) == (Decimal("0.12"), LATER, True)
    assert not anew.unread


def test_a_price_without_a_meter_stays_as_it_is() -> None:
    before = _catalogue()
    anew, _ = _renewed(PriceApi(pages=[[_item(0.006)]]), before)
    assert anew.prices["by-hand"] == before.prices["by-hand"]


def test_pages_are_followed_and_the_tier_is_chosen() -> None:
    api = PriceApi(pages=[[_item(0, tier=0)], [_item(0.009, tier=5)]])
    anew, _ = _renewed(api, _catalogue(tier=5))
    assert anew.prices["address/Standard"].amount == Decimal("0.009")
    assert len(api.queries) == 2


@pytest.mark.parametrize(
    ("items", "problem"),
    [
        ([], "the API has no such meter"),
        ([_item(0.006, tier=9)], "the API has no tier from 0"),
        ([_item(0.006), _item(0.007)], "the API has several amounts: 0.006, 0.007"),
        ([_item(0.006, unit="1/Month")], "the API's unit is 1/Month, not 1 Hour"),
    ],
)
def test_an_answer_that_is_not_exactly_one_amount_changes_nothing(
    items: list[dict[str, Any]], problem: str
) -> None:
    before = _catalogue()
    anew, said = _renewed(PriceApi(pages=[items]), before)
    assert said == problem
    assert anew == before


@pytest.mark.parametrize(
    ("api", "said"),
    [
        (PriceApi(pages=[], status=400, body="{}"), "the price API answered 400"),
        (PriceApi(pages=[], body="<html>"), "the price API's answer is no JSON"),
        (PriceApi(pages=[], body="{}"), "it has no Items"),
        (PriceApi(pages=[[], []], next_host="http://localhost/api"), "the next page is on another host"),
    ],
)
def test_an_answer_that_is_not_as_documented_is_an_error(api: PriceApi, said: str) -> None:
    with pytest.raises(PriceApiError, match=said.replace("the next page", "next page")):
        _renewed(api, _catalogue())


def _folder(tmp_path: Path) -> Path:
    catalogue = _catalogue()
    (tmp_path / catalogue.file_name).write_text(as_yaml(catalogue))
    return tmp_path


def test_the_command_writes_the_file_and_says_what_moved(tmp_path: Path) -> None:
    folder = _folder(tmp_path)
    with serving(PriceApi(pages=[[_item(0.006)]])) as api:
        done = CliRunner().invoke(app, ["cost", "renew", "--prices", str(folder), "--endpoint", api.url])
    assert done.exit_code == 0
    assert "address/Standard: 0.005 → 0.006" in done.stdout
    assert "1 updated, 1 kept" in done.stdout
    assert read_catalogue(folder / "azure-eastus.yaml").prices["address/Standard"].amount == Decimal("0.006")
    assert [file.name for file in folder.iterdir()] == ["azure-eastus.yaml"]


def test_without_a_network_nothing_is_written_and_the_remedy_is_said(tmp_path: Path) -> None:
    folder = _folder(tmp_path)
    before = (folder / "azure-eastus.yaml").read_text()
    with serving(PriceApi(pages=[])) as api:
        closed = api.url
    done = CliRunner().invoke(app, ["cost", "renew", "--prices", str(folder), "--endpoint", closed])
    assert isinstance(done.exception, UserError)
    assert "no answer from 127.0.0.1" in done.exception.what
    assert "nothing was changed" in done.exception.remedy
    assert (folder / "azure-eastus.yaml").read_text() == before
