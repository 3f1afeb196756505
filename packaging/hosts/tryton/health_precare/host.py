# SPDX-License-Identifier: MIT
"""What differs between GNU Health 4 on Tryton 6.0 and GNU Health 5 on Tryton 7.0. Everything else of
this module asks here, and has no branch of its own. XML that differs lies in ../6.0 and ../7.0."""
from trytond import __version__

__all__ = ['NAMES', 'SERIES', 'indexed']

SERIES = '.'.join(__version__.split('.')[:2])

# What we call a field: its name by GNU Health 4, by GNU Health 5.
_NAMES = {
    'person': ('name', 'party'),                        # of a patient, of a health professional
    'chart-of': ('name', 'patient'),                    # the patient of a condition, of a medicine
    'product': ('name', 'product'),                     # of a medicament
    'operations': ('procedures', 'surgery_procedures'),  # of a surgery: what was done
    'actions': ('actions', 'procedures'),               # of an evaluation
}
NAMES = {name: both[SERIES != '6.0'] for name, both in _NAMES.items()}


def indexed(cls, *names):
    """Columns that are searched, called by __setup__: Tryton 6.0 marks the field, 7.0 lists indexes."""
    if SERIES == '6.0':
        for name in names:
            getattr(cls, name).select = True
        return
    from trytond.model import Index
    table = cls.__table__()
    cls._sql_indexes.update(Index(table, (getattr(table, name), Index.Equality())) for name in names)
