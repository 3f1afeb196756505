# SPDX-License-Identifier: MIT
"""What wrong hosts are made of: the right host of conform_python.py, with a place to put each mistake.

Written from the manual alone (abi.md, json-door.md, events.md, conformance.md), without a look at the kit or at
strict mode; so is what should name each. (Five came later: both of another subject, now_is_the_start, and both of what is blocked.)
"""
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

import conform_python  # noqa: E402

WRONG, RIGHT = {}, {}   # name: class


def wrong(named):
    """A wrong host, with what names it by the manual: a code of strict mode, or "scenario N"."""
    def take(host):
        host.named = named
        WRONG[host.__name__.replace('_', '-')] = host
        return host
    return take


def right(host):
    """A host that is another one than the reference, and right all the same."""
    RIGHT[host.__name__.replace('_', '-')] = host
    return host


class _Between:
    """The plugin as the host's code sees it."""

    def __init__(self, host, real):
        self.evaluate, self.acknowledge, self.close = host.evaluate, host.acknowledge, real.close


class Stranger(conform_python.Host):
    """The right host. A wrong one overrides what it does wrong."""

    def __init__(self):
        super().__init__()
        self.real = self.plugin
        self.plugin = _Between(self, self.real)

    def evaluate(self, event):
        return self.real.evaluate(event)

    def acknowledge(self, **what):
        return self.real.acknowledge(**what)

    def unasked(self, visit):
        """Saves without a word to the plugin."""
        self.saved[visit['id']] = visit
        return True, ''

    def called(self, visit, name, *rest, **more):
        """A request of an appointment that this host calls by another name where the plugin hears it."""
        saved, shown = super().request(dict(visit, id=name), *rest, **more)
        if saved:
            self.saved[visit['id']] = visit
        return saved, shown


def changed(event, **keys):
    """The event with other keys in its appointment."""
    return dict(event, appointment=dict(event['appointment'], **keys))
