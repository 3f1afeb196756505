# SPDX-License-Identifier: MIT
"""What is said to the database, and when: a savepoint goes with the first statement behind it, and its release with the
last, for a round trip to a database that slept meanwhile costs more than most statements. Each statement is planned
once a connection.

A statement (tables.py) has a text, a name that is its own, the names of its values, and values that are fixed."""
import weakref

from trytond.transaction import Transaction

__all__ = ['savepoint', 'spoken']

SAVEPOINT, RELEASE = 'SAVEPOINT precare', 'RELEASE SAVEPOINT precare'
NOT_PREPARED = '26000'  # PostgreSQL's: the connection knows no statement of this name
# What each connection had planned when it was asked last. None: it is not to be hoped for, for there is a pool between
# us and the database, that gives one connection now this session and now that.
_planned = weakref.WeakKeyDictionary()


class Spoken:
    """What a transaction has said to the database of ours, and what is still to be said: savepoints with the next
    statement, and the statement that keeps what came of a check with the end of its savepoint."""

    def __init__(self):
        self._forget()

    def _forget(self):
        self.planned, self._depth, self._unsaid, self._last = None, 0, 0, None

    def __eq__(self, other):  # Transaction.join() gives back the one that is there
        return isinstance(other, Spoken)

    __hash__ = None

    def tpc_begin(self, transaction):
        pass

    commit = tpc_vote = tpc_begin

    def tpc_finish(self, transaction):
        self._forget()

    tpc_abort = tpc_finish

    # ---- a savepoint ----

    def begin(self, at_once):
        """`at_once`: something else than a statement of ours comes first."""
        self._say_last()
        self._depth, self._unsaid = self._depth + 1, self._unsaid + 1
        if at_once:
            self._ask()

    def release(self):
        """What is to be kept, and the end of the savepoint."""
        if self._last is not None:
            self._say_last('; ' + RELEASE)
        elif not self._taken_back():
            self._execute(RELEASE)
        self._depth -= 1

    def roll_back(self):
        self._last = None
        if not self._taken_back():
            self._execute('ROLLBACK TO %s; %s' % (SAVEPOINT, RELEASE))
        self._depth -= 1

    def leave(self):
        """Of a transaction that ends here."""
        self._last = None
        self._taken_back()
        self._depth -= 1

    def _taken_back(self):
        """Whether the savepoint had not been said yet."""
        self._unsaid, unsaid = max(self._unsaid - 1, 0), self._unsaid
        return unsaid > 0

    # ---- statements ----

    def run(self, written, values, behind=''):
        self._say_last()
        values = dict(written.fixed, **values)
        values = [values[name] for name in written.names]
        call = 'EXECUTE %s%s%s' % (written.name, '(%s)' % ', '.join(['%s'] * len(values)) if values else '', behind)
        cursor = self._hoped(written.name, call, values)
        if cursor is not None:
            return cursor
        if self.planned is None:
            self._ask()
        if written.name not in self.planned:
            self._execute('PREPARE %s AS %s' % (written.name, written.text))
            self.planned.add(written.name)
        return self._execute(call, values)

    def run_last(self, written, values, then):
        """With the end of the savepoint, where there is one; else now."""
        self._say_last()
        self._last = written, values, then
        if self._depth <= 0:
            self._say_last()

    def _say_last(self, behind=''):
        last, self._last = self._last, None
        if last is not None:
            written, values, then = last
            self.run(written, values, behind)
            then()

    def _execute(self, text, values=None):
        cursor = Transaction().connection.cursor()
        text = cursor.mogrify((SAVEPOINT + '; ') * self._unsaid + text, values)  # what it refuses was not said
        self._unsaid = 0
        cursor.execute(text)
        return cursor

    def _hoped(self, name, call, values):
        """Nothing is asked where a savepoint saves us, and this connection had the statement when it was asked."""
        if self.planned is not None or not self._unsaid or name not in (_planned.get(Transaction().connection) or ()):
            return None
        try:
            return self._execute(call, values)
        except Exception as error:
            if getattr(error, 'pgcode', None) != NOT_PREPARED:
                raise
            _planned[Transaction().connection] = None
            self._execute('ROLLBACK TO ' + SAVEPOINT)
            return None

    def _ask(self):
        self.knows(name for name, in self._execute('SELECT name FROM pg_prepared_statements').fetchall())

    def knows(self, names):
        """What the connection has planned."""
        self.planned = set(names)
        if _planned.setdefault(Transaction().connection, self.planned) is not None:
            _planned[Transaction().connection] = self.planned


def spoken():
    """Of this transaction."""
    return Transaction().join(Spoken())


def savepoint(at_once=True):
    said = spoken()
    said.begin(at_once)
    return said
