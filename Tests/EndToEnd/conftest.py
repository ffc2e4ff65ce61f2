"""A limit of time for every test, and no process left behind."""

import os
import signal

import pytest

import gateway

LIMIT = 20


def pytest_configure(config):
    config.addinivalue_line("markers", f"seconds(n): the limit of this test, when {LIMIT} s are too few")


def pytest_sessionstart(session):
    if not os.access(gateway.BINARY, os.X_OK):
        pytest.exit(f"there is no binary to test at {gateway.BINARY}; build it, or set CPEGATE", returncode=2)


@pytest.fixture(autouse=True)
def bounded(request):
    marker = request.node.get_closest_marker("seconds")
    limit = marker.args[0] if marker else LIMIT

    def give_up(*_):
        raise TimeoutError(f"the test took more than {limit} s")

    before = signal.signal(signal.SIGALRM, give_up)
    signal.setitimer(signal.ITIMER_REAL, limit)
    yield
    signal.setitimer(signal.ITIMER_REAL, 0)
    signal.signal(signal.SIGALRM, before)
    gateway.end_all()
