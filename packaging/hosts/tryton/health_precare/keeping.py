# SPDX-License-Identifier: MIT
"""What came of a check is written at every booking, so by one statement: the state on the record that was checked, the
check, its rows. Each function gives a part of that statement; what needs no change has no part in it.

Past the fields: no other module need look at it, and a signed surgery refuses to be written."""
from .tables import prepared

WHO = ', create_uid, create_date', ', %(user)s::int4, CURRENT_TIMESTAMP'  # as the host's own rows have it


def _list(form, names):
    return ', '.join(form.replace('NAME', name) for name in names)


def shown(Model):
    """The state on the record."""
    return 'shown AS (UPDATE "%s" SET precare_state = %%(shown)s WHERE id = %%(number)s)' % Model._table


def made(Model, names):
    """The check of a record that has none yet."""
    return 'kept AS (INSERT INTO "%s" (%s%s) VALUES (%s%s) RETURNING id)' % (
        Model._table, _list('"NAME"', names), WHO[0], _list('%(NAME)s', names), WHO[1])


def changed(Model, names):
    return 'kept AS (UPDATE "%s" SET %s WHERE id = %%(check)s RETURNING id)' % (
        Model._table, _list('"NAME" = %(NAME)s', names))


def emptied(Model):
    """The rows that a check had."""
    return 'no_{0} AS (DELETE FROM "{0}" WHERE "check" = %(check)s)'.format(Model._table)


def filled(Model, values):
    """The rows that it has now, given as JSON."""
    typed = ', '.join('"%s" %s' % (name, getattr(Model, name).sql_type().type) for name in Model.kept)
    return ('new_%s AS (INSERT INTO "%s" ("check", %s%s) SELECT kept.id, %s%s FROM kept, '
            'json_to_recordset(%%(%s)s::json) AS r(%s))') % (
                Model._table, Model._table, _list('"NAME"', Model.kept), WHO[0], _list('r."NAME"', Model.kept), WHO[1],
                values, typed)


def write(parts, values):
    if parts:
        prepared('WITH %s SELECT 1' % ', '.join(parts), **values)
