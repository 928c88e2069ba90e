import pytest

from ops.clients.application.user import throw_away_account
from ops.commands.load.accounts import Accounts, Pace


def taken(per_minute: int, *, until: float, every: float = 0.25) -> list[float]:
    """When one was let through, of as many who ask as there are steps of time."""
    now = 0.0
    pace = Pace(per_minute, clock=lambda: now)
    found = []
    while now < until:
        if pace.take():
            found.append(now)
        now += every
    return found


def test_no_more_than_so_many_go_in_any_minute() -> None:
    times = taken(24, until=300)
    assert max(sum(start <= at < start + 60 for at in times) for start in times) == 24
    assert len(times) == 5 * 24


def test_those_of_a_minute_do_not_go_at_once() -> None:
    assert taken(24, until=30) == [1.25 * number for number in range(24)]


def test_the_first_goes_at_once() -> None:
    assert taken(1, until=61) == [0.0, 60.0]


def test_accounts_are_shared_evenly_and_by_no_more_than_their_limit_allows() -> None:
    accounts = Accounts(sign_ups_per_minute=24, pause=1.0)
    assert accounts.share() is None
    places = [accounts.add(throw_away_account(command="load"), []) for _ in range(2)]
    assert [accounts.share() for _ in range(8)] == places * 4
    assert accounts.share() is None
    assert [place.users for place in places] == [5, 5]


@pytest.mark.parametrize(("pause", "users"), [(0.1, 1), (0.5, 2), (2.0, 10)])
def test_users_who_ask_more_often_share_with_fewer(pause: float, users: int) -> None:
    accounts = Accounts(sign_ups_per_minute=24, pause=pause)
    place = accounts.add(throw_away_account(command="load"), [])
    while accounts.share():
        pass
    assert place.users == users


def test_an_account_tells_by_its_address_where_it_comes_from() -> None:
    assert throw_away_account(command="load").email.startswith("ops-load-")
