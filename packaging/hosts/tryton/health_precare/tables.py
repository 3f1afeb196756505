# SPDX-License-Identifier: MIT
"""One SELECT for a table of the host's and what hangs on it, past its records: they cost ten times as
much. A path is written as in the host, 'medicament.product.code'; one that begins with "?" may be
unknown to this host (None then). Any other that is unknown raises Missing: a field that was renamed
must never look like a row that is empty."""
import threading

from sql import Flavor
from trytond.ir.lang import get_parent_language
from trytond.pool import Pool
from trytond.transaction import Transaction

__all__ = ['Missing', 'known', 'present', 'rows', 'selected']

TRANSLATED = ('(SELECT i18n.value FROM ir_translation i18n WHERE i18n.res_id = %s.id AND i18n.lang = %s'
              " AND i18n.type = 'model' AND i18n.name = %s AND NOT i18n.fuzzy AND i18n.value <> ''"
              ' ORDER BY i18n.id DESC LIMIT 1)')

_written, _lock = {}, threading.Lock()  # statements that were built: they change with the modules alone


class Missing(LookupError):
    """A model or field that this module reads is not there. Its words are names of fields, no row's."""


def known(name):
    """Whether the host has this model."""
    try:
        Pool().get(name)
    except KeyError:
        return False
    return True


def present(Model, name):
    if name not in Model._fields:
        raise Missing('%s.%s' % (Model.__name__, name))
    return Model._fields[name]


class Statement:
    """The text of a SELECT, written path by path."""

    def __init__(self, name):
        self.mark = {'qmark': '?'}.get(Flavor.get().paramstyle, '%s')
        self.base = Pool().get('ir.configuration').get_language()
        self.joins, self.tables, self.values = '', {(): ('t0', Pool().get(name))}, []

    def table(self, steps):
        """(alias, model) of what the steps lead to."""
        if steps not in self.tables:
            alias, Model = self.table(steps[:-1])
            Target, other = present(Model, steps[-1]).get_target(), 't%d' % len(self.tables)
            self.joins += ' LEFT JOIN "%s" %s ON %s.id = %s."%s"' % (Target._table, other, other, alias, steps[-1])
            self.tables[steps] = other, Target
        return self.tables[steps]

    def column(self, path):
        steps = tuple(path.lstrip('?').split('.'))
        try:
            alias, Model = self.table(steps[:-1])
            field = present(Model, steps[-1])
        except (Missing, AttributeError):  # ?a.b, where a is no link
            if path.startswith('?'):
                return 'NULL'
            raise
        plain = '%s."%s"' % (alias, steps[-1])
        if not getattr(field, 'translate', False):
            return plain
        words, language = [], Transaction().language
        while language and language != self.base:
            words.append(TRANSLATED % (alias, self.mark, self.mark))
            self.values += [language, '%s,%s' % (Model.__name__, steps[-1])]
            language = get_parent_language(language)
        return 'COALESCE(%s)' % ', '.join(words + [plain]) if words else plain

    def text(self, paths, where, order):
        columns = ', '.join(self.column(path) for path in paths)
        conditions = ' AND '.join('%s %s' % (self.column(path), sign.replace('%s', self.mark)) for path, sign in where)
        first, Model = self.tables[()]
        return 'SELECT %s FROM "%s" %s%s WHERE %s%s' % (
            columns, Model._table, first, self.joins, conditions, ' ORDER BY ' + order if order else '')


def rows(name, paths, where, values, order=''):
    """The rows of a model as dictionaries by path. `where`: pairs of a path and its condition ('= %s')."""
    database, language = Transaction().database.name, Transaction().language
    key = database, Pool(database).get(name), language, paths, where, order
    with _lock:
        written = _written.get(key)
    if written is None:
        statement = Statement(name)
        written = statement.text(paths, where, order), statement.values
        with _lock:
            _written[key] = written
    cursor = Transaction().connection.cursor()
    cursor.execute(written[0], written[1] + list(values))
    return [dict(zip(paths, row)) for row in cursor.fetchall()]


def selected(name, query, *values):
    """The rows that a SELECT of ours finds; the database may be another one, its text is the same. `query` builds it
    with any values, for that costs more than the database: once a name."""
    with _lock:
        text = _written.get(name)
    if text is None:
        text = str(query(*values))
        with _lock:
            _written[name] = text
    cursor = Transaction().connection.cursor()
    cursor.execute(text, list(values))
    return cursor.fetchall()
