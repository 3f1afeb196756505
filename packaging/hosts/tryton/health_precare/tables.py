# SPDX-License-Identifier: MIT
"""Tables of the host's, read past its records, which cost ten times as much: any number of reads in one round trip,
by a statement that the database has planned before (speaking.py).

A read names a model, its columns as paths of the host, 'medicament.product.code', and conditions. A path that begins
with "?" may be unknown to this host (None then); with "!" it is a column of ours that is no field. Any other that is
unknown raises Missing: a field that was renamed must never look like a row that is empty."""
import datetime
import hashlib
import json
import re
import threading
from collections import namedtuple

from trytond.ir.lang import get_parent_language
from trytond.pool import Pool
from trytond.transaction import Transaction

from .speaking import spoken

__all__ = ['Missing', 'Read', 'known', 'present', 'rows', 'together', 'write_last']

# where: pairs of a path and its condition, '= %(patient)s'; order: SQL, the model's own table is t0.
Read = namedtuple('Read', 'model paths where order', defaults=('',))
Written = namedtuple('Written', 'text name names fixed conversions')

TRANSLATED = ('(SELECT i18n.value FROM ir_translation i18n WHERE i18n.res_id = %s.id AND i18n.lang = %s'
              " AND i18n.type = 'model' AND i18n.name = %s AND NOT i18n.fuzzy AND i18n.value <> ''"
              ' ORDER BY i18n.id DESC LIMIT 1)')
# JSON knows no dates: by the type of a field, how its column is written (to the second) and read.
DATED = {'date': ('%s', datetime.date.fromisoformat),
         'datetime': ("date_trunc('second', %s)", datetime.datetime.fromisoformat),
         'timestamp': ("date_trunc('second', %s)", datetime.datetime.fromisoformat)}

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


# ---- how it is written ---------------------------------------------------------------------------

class Statement:
    """The text of a SELECT, written path by path; `fixed`: what values it has of its own."""

    def __init__(self, name, fixed):
        self.base, self.fixed = Pool().get('ir.configuration').get_language(), fixed
        self.joins, self.tables, self.dates = '', {(): ('t0', Pool().get(name))}, []

    def value(self, fixed):
        name = 'fixed%d' % len(self.fixed)
        self.fixed[name] = fixed
        return '%%(%s)s' % name

    def table(self, steps):
        """(alias, model) of what the steps lead to."""
        if steps not in self.tables:
            alias, Model = self.table(steps[:-1])
            Target, other = present(Model, steps[-1]).get_target(), 't%d' % len(self.tables)
            self.joins += ' LEFT JOIN "%s" %s ON %s.id = %s."%s"' % (Target._table, other, other, alias, steps[-1])
            self.tables[steps] = other, Target
        return self.tables[steps]

    def column(self, path):
        """(SQL, type of the field)"""
        if path.startswith('!'):
            return 't0."%s"' % path[1:], None
        steps = tuple(path.lstrip('?').split('.'))
        try:
            alias, Model = self.table(steps[:-1])
            field = present(Model, steps[-1])
        except (Missing, AttributeError):  # ?a.b, where a is no link
            if path.startswith('?'):
                return 'NULL', None
            raise
        plain = '%s."%s"' % (alias, steps[-1])
        if not getattr(field, 'translate', False):
            return plain, field._type
        words, language = [], Transaction().language
        while language and language != self.base:
            words.append(TRANSLATED % (alias, self.value(language), self.value(
                '%s,%s' % (Model.__name__, steps[-1]))))
            language = get_parent_language(language)
        return 'COALESCE(%s)' % ', '.join(words + [plain]) if words else plain, None

    def text(self, paths, where, order):
        """Its rows as one JSON array of arrays."""
        columns = []
        for path in paths:
            column, kind = self.column(path)
            shape, convert = DATED.get(kind, ('%s', None))
            columns.append('%s AS c%d' % (shape % column, len(columns)))
            self.dates += [(path, convert)] if convert else []
        conditions = ' AND '.join('%s %s' % (self.column(path)[0], sign) for path, sign in where)
        first, Model = self.tables[()]
        return '(SELECT json_agg(json_build_array(%s)) FROM (SELECT %s FROM "%s" %s%s WHERE %s%s) r)' % (
            ', '.join('c%d' % number for number in range(len(columns))), ', '.join(columns), Model._table, first,
            self.joins, conditions, ' ORDER BY ' + order if order else '')


def _write(reads):
    """One SELECT of one text for all the reads, its values numbered; behind them, what the connection has planned."""
    fixed, texts, conversions = {}, [], {}
    for name, read in reads.items():
        statement = Statement(read.model, fixed)
        texts.append(statement.text(*read[1:]))
        conversions[name] = statement.dates
    texts.append('(SELECT json_agg(name) FROM pg_prepared_statements)')
    return _numbered('SELECT json_build_array(%s)::text' % ', '.join(texts), fixed, conversions)


def _numbered(text, fixed=None, conversions=None):
    names = list(dict.fromkeys(re.findall(r'%\((\w+)\)s', text)))
    text = re.sub(r'%\((\w+)\)s', lambda found: '$%d' % (names.index(found.group(1)) + 1), text)
    name = 'precare_' + hashlib.sha256(text.encode('utf-8')).hexdigest()[:32]
    return Written(text, name, names, fixed or {}, conversions)


def _once(key, write, *args):
    with _lock:
        written = _written.get(key)
    if written is None:
        written = write(*args)
        with _lock:
            _written[key] = written
    return written


# ---- how it is run -------------------------------------------------------------------------------

def write_last(key, write, values, then):
    """A statement that writes, its values as %(name)s: the last of this savepoint; then() is called once it is done.
    Its text is write(key), written once."""
    spoken().run_last(_once(key, lambda: _numbered(write(key))), values, then)


def together(reads, **values):
    """{name: rows} of {name: Read}; a row is a dictionary by path."""
    database, language = Transaction().database.name, Transaction().language
    key = database, language, tuple((name, read, Pool(database).get(read.model)) for name, read in reads.items())
    written, said = _once(key, _write, reads), spoken()
    *found, planned = json.loads(said.run(written, values).fetchone()[0])
    said.knows(planned)
    table = {name: [dict(zip(read.paths, row)) for row in part or ()]
             for (name, read), part in zip(reads.items(), found)}
    for name, conversions in written.conversions.items():
        for row in table[name]:
            row.update((path, convert(row[path])) for path, convert in conversions if row[path] is not None)
    return table


def rows(read, **values):
    """The rows of one read."""
    return together({'': read}, **values)['']
