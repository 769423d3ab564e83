"""Slots that are lent and wanted back while threads hold them."""

import random
import threading

import pytest

from influencekit_lsp.slots import Slots

PATIENCE = 30


@pytest.fixture
def slots():
    """Slots, a list of what was returned, and an event that closes them."""
    returned, closed = [], threading.Event()
    return Slots(lambda: returned.append(1), closed.is_set), returned, closed


def test_a_slot_that_is_free_is_returned_at_once(slots):
    some, returned, _ = slots
    some.lend()
    with some:
        some.want()
        assert returned == [1]
        assert not some.owed


def test_a_slot_in_use_is_returned_when_it_is_left(slots):
    some, returned, _ = slots
    some.lend()
    with some:
        with some:
            some.want()
            assert some.owed
            assert returned == []
        assert returned == [1]
    assert returned == [1]


def test_nobody_waits_for_a_slot_that_will_not_come(slots):
    some, _, closed = slots
    entered = threading.Event()

    def wait():
        with some:
            entered.set()

    with some:
        thread = threading.Thread(target=wait)
        thread.start()
        closed.set()
        some.wake()
        assert entered.wait(PATIENCE)
    thread.join(PATIENCE)


def test_however_threads_and_lender_interleave_no_more_are_held_than_there_are():
    back, held, most, lock = threading.Semaphore(0), [0], [0], threading.Lock()
    some = Slots(back.release, lambda: False)
    lent = [1]

    def work():
        for _ in range(300):
            with some:
                with lock:
                    held[0] += 1
                    assert held[0] <= lent[0]
                    most[0] = max(most[0], held[0])
                with lock:
                    held[0] -= 1

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    chosen = random.Random(0)
    for _ in range(100):
        with lock:
            lent[0] = 2
        some.lend()
        threading.Event().wait(chosen.random() / 1000)
        some.want()
        assert back.acquire(timeout=PATIENCE)
        with lock:
            lent[0] = 1
    for thread in threads:
        thread.join(PATIENCE)
        assert not thread.is_alive()
    assert most[0] >= 1
