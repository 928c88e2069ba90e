from ops.load.accounts import Accounts, Pace
from ops.verify.user import throw_away_account


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


def test_accounts_are_shared_in_turn() -> None:
    accounts = Accounts(sign_ups_per_minute=10)
    assert accounts.next() is None
    first, second = throw_away_account(command="load"), throw_away_account(command="load")
    accounts.add(first, [])
    accounts.add(second, [])
    assert [found[0] for found in (accounts.next(), accounts.next(), accounts.next()) if found] == [
        first,
        second,
        first,
    ]
    assert first.email.startswith("ops-load-")
