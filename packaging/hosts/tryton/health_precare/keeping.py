# SPDX-License-Identifier: MIT
"""What came of a check is written at every booking, so by one statement: the state on the record that was checked, the
check, its rows. Each function gives a part of that statement; what needs no change has no part in it.

Past the fields: no other module need look at it, and a signed surgery refuses to be written."""
from .tables import write_last

WHO = ', create_uid, create_date', ', %(user)s::int4, CURRENT_TIMESTAMP'  # as the host's own rows have it


def _list(form, names):
    return ', '.join(form.replace('NAME', name) for name in names)


def shown(Model):
    """The state on the record."""
    return 'shown AS (UPDATE "%s" SET precare_state = %%(shown)s WHERE id = %%(number)s)' % Model._table


def made(Check, kept):
    """The check of a record that has none yet; `kept`: its columns."""
    return 'kept AS (INSERT INTO "%s" (%s%s) VALUES (%s%s) RETURNING id)' % (
        Check._table, _list('"NAME"', kept), WHO[0], _list('%(NAME)s', kept), WHO[1])


def changed(Check, kept):
    return 'kept AS (UPDATE "%s" SET %s WHERE id = %%(check)s RETURNING id)' % (
        Check._table, _list('"NAME" = %(NAME)s', kept))


def emptied(Row):
    """The rows that a check had."""
    return 'no_{0} AS (DELETE FROM "{0}" WHERE "check" = %(check)s)'.format(Row._table)


def filled(Row):
    """The rows that it has now, given as JSON under the name of their table."""
    typed = ', '.join('"%s" %s' % (name, getattr(Row, name).sql_type().type) for name in Row.kept)
    return ('new_{0} AS (INSERT INTO "{0}" ("check", {1}{2}) SELECT kept.id, {3}{4} FROM kept, '
            'json_to_recordset(%({0})s::json) AS r({5}))').format(
                Row._table, _list('"NAME"', Row.kept), WHO[0], _list('r."NAME"', Row.kept), WHO[1], typed)


def _text(parts):
    return 'WITH %s SELECT 1' % ', '.join(part(*of) for part, *of in parts)


def write(parts, values, then):
    """parts: (function, what it is given) of each; then() is called once they are written."""
    if parts:
        write_last(tuple(parts), _text, values, then)
