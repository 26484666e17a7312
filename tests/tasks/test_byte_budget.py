import asyncio

import pytest

from tasks.byte_budget import ByteBudget


def run(coroutine):
    return asyncio.run(asyncio.wait_for(coroutine, 5))


def test_what_is_reserved_never_exceeds_the_total_and_comes_back():
    async def use():
        budget, held, most = ByteBudget(10), 0, 0

        async def one(n):
            nonlocal held, most
            async with budget.reserved(n):
                held += n
                most = max(most, held)
                await asyncio.sleep(0.001)
                held -= n

        await asyncio.gather(*(one(n % 10 + 1) for n in range(100)))
        return most, budget._free

    most, free = run(use())
    assert most <= 10
    assert free == 10


def test_more_than_there_is_means_all_there_is():
    async def use():
        async with ByteBudget(10).reserved(10_000):
            return True

    assert run(use())


@pytest.mark.parametrize("is_late", [False, True], ids=["while it waits", "when its turn has come"])
def test_who_gives_up_takes_nothing_along(is_late):
    async def use():
        budget = ByteBudget(10)
        holder = budget.reserved(10)
        await holder.__aenter__()
        waiting = asyncio.create_task(budget.reserved(6).__aenter__())
        await asyncio.sleep(0)
        if is_late:
            await holder.__aexit__(None, None, None)
            waiting.cancel()
        else:
            waiting.cancel()
            await asyncio.sleep(0)
            await holder.__aexit__(None, None, None)
        await asyncio.gather(waiting, return_exceptions=True)
        async with budget.reserved(10):
            return budget._free

    assert run(use()) == 0


def test_a_large_wish_is_not_overtaken_by_small_ones_for_ever():
    async def use():
        budget, order = ByteBudget(10), []

        async def one(name, n):
            async with budget.reserved(n):
                order.append(name)
                await asyncio.sleep(0)

        await asyncio.gather(one("first", 6), one("large", 10), *(one("small", 1) for _ in range(5)))
        return order

    assert run(use())[:2] == ["first", "large"]
