"""Renewing the catalogue from Azure's public price API, which wants no sign-in.

Source: learn.microsoft.com, "Azure Retail Prices overview" (opened November 2026): `$filter` with values
whose case counts; answers of `Items` and `NextPageLink`; tiers are items that differ in `tierMinimumUnits`.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from urllib.parse import urlsplit

import httpx

from ops.common.errors import UserError
from ops.delivery.cost.amounts import exact
from ops.delivery.cost.catalogue import Meter, Price, PriceCatalogue, UnreadPrice

ENDPOINT: Final = "https://prices.azure.com/api/retail/prices"
_TIMEOUT_SECONDS: Final = 30
_MOST_PAGES: Final = 50
_PAY_AS_YOU_GO: Final = {"priceType": "Consumption"}
# Of the hourly share of a reservation.
_DIGITS: Final = 6


class PriceApiError(UserError):
    """The price API did not answer, or not as it is documented."""


@dataclass(frozen=True, kw_only=True)
class Renewal:
    """What became of one price: its amount before and after; `problem` says why it was kept as it was."""

    key: str
    before: float
    after: float
    problem: str = ""


def renewed(
    catalogue: PriceCatalogue,
    *,
    today: date,
    endpoint: str = ENDPOINT,
    progress: Callable[[str], None] = lambda _key: None,
) -> tuple[PriceCatalogue, tuple[Renewal, ...]]:
    """Return a catalogue with the current price of each entry that has a meter, and each result.

    A price that was not read before is there afterwards, if the API knows it.

    A price that the API does not answer for, or answers for in another unit or twice, stays as it is.
    Raises PriceApiError when the API cannot be used at all: nothing is half renewed.
    """
    prices = dict(catalogue.prices)
    renewals: list[Renewal] = []
    with httpx.Client(timeout=_TIMEOUT_SECONDS) as client:
        for key, price in catalogue.prices.items():
            if price.meter is None:
                continue
            progress(key)
            items = list(_items(client, endpoint, _filter(price.meter), catalogue.currency))
            amount, problem = _amount(items, price.meter)
            if amount is None:
                before = float(price.amount)
                renewals.append(Renewal(key=key, before=before, after=before, problem=problem))
                continue
            prices[key] = _read_anew(price, amount=amount, today=today)
            renewals.append(Renewal(key=key, before=float(price.amount), after=amount))
        unread = dict(catalogue.unread)
        for key, waiting in catalogue.unread.items():
            progress(key)
            items = list(_items(client, endpoint, _filter(waiting.meter), catalogue.currency))
            amount, problem = _amount(items, waiting.meter)
            renewals.append(Renewal(key=key, before=0, after=amount or 0, problem=problem))
            if amount is not None:
                prices[key] = _first_read(waiting, amount=amount, today=today)
                del unread[key]
    return catalogue.model_copy(update={"prices": prices, "unread": unread}), tuple(renewals)


def _first_read(waiting: UnreadPrice, *, amount: float, today: date) -> Price:
    return Price(
        amount=exact(amount),
        unit=waiting.unit,
        free=waiting.free,
        source=ENDPOINT,
        read=today,
        verified=True,
        meter=waiting.meter,
    )


def _read_anew(price: Price, *, amount: float, today: date) -> Price:
    return price.model_copy(
        update={"amount": exact(amount), "source": ENDPOINT, "read": today, "verified": True, "note": ""}
    )


def _filter(meter: Meter) -> str:
    """Return the OData filter; a quote in a value is doubled."""
    kind = {"priceType": "Reservation", "reservationTerm": meter.term} if meter.term else _PAY_AS_YOU_GO
    conditions = {**meter.filter, **kind}
    return " and ".join(f"{name} eq '{_escaped(value)}'" for name, value in conditions.items())


def _escaped(value: str) -> str:
    return value.replace("'", "''")


def _items(client: httpx.Client, endpoint: str, odata: str, currency: str) -> Iterator[dict[str, Any]]:
    page = _page(client, endpoint, {"$filter": odata, "currencyCode": f"'{currency}'"})
    for _ in range(_MOST_PAGES):
        yield from page["Items"]
        following = page.get("NextPageLink")
        if not following:
            return
        _expect_same_host(following, endpoint)
        page = _page(client, following, None)
    raise PriceApiError(
        f"more than {_MOST_PAGES} pages for one price",
        where=odata,
        remedy="make its meter's filter narrower",
    )


def _page(client: httpx.Client, url: str, parameters: dict[str, str] | None) -> dict[str, Any]:
    try:
        answer = client.get(url, params=parameters)
        answer.raise_for_status()
        page = answer.json()
    except httpx.HTTPStatusError as error:
        raise PriceApiError(
            f"the price API answered {error.response.status_code}",
            where=str(error.request.url),
            remedy="run this again later; at 400, correct the meter's filter in the catalogue",
        ) from error
    except httpx.HTTPError as error:
        raise PriceApiError(
            f"no answer from {urlsplit(url).hostname}: {error}",
            where=url.partition("?")[0],
            remedy="run this where the internet can be reached (it needs no sign-in); nothing was changed",
        ) from error
    except ValueError as error:
        raise PriceApiError("the price API's answer is no JSON", where=url.partition("?")[0]) from error
    if not isinstance(page, dict) or not isinstance(page.get("Items"), list):
        raise PriceApiError(
            "the price API's answer is not as documented: it has no Items", where=url.partition("?")[0]
        )
    return page


def _expect_same_host(link: str, endpoint: str) -> None:
    if urlsplit(link).hostname != urlsplit(endpoint).hostname:
        raise PriceApiError(
            "the price API's next page is on another host",
            where=link.partition("?")[0],
            remedy="nothing was changed; look whether a proxy rewrites answers",
        )


def _amount(items: list[dict[str, Any]], meter: Meter) -> tuple[float | None, str]:
    """Return the amount of a meter's tier; None with the reason when it is not exactly one."""
    at_tier = [each for each in items if each.get("tierMinimumUnits", 0) == meter.tier]
    units = sorted({str(each.get("unitOfMeasure")) for each in at_tier} - {meter.api_unit})
    if units:
        return None, f"the API's unit is {', '.join(units)}, not {meter.api_unit}"
    amounts = sorted({float(each["retailPrice"]) for each in at_tier if "retailPrice" in each})
    match amounts:
        case [amount]:
            return round(amount / meter.hours, _DIGITS) if meter.term else amount, ""
        case []:
            return (
                None,
                "the API has no such meter" if not items else f"the API has no tier from {meter.tier:g}",
            )
        case _:
            return None, f"the API has several amounts: {', '.join(f'{each:g}' for each in amounts)}"
