# SPDX-License-Identifier: MIT
"""What differs between GNU Health 4 on Tryton 6.0 and GNU Health 5 on Tryton 7.0. Everything else of
this module asks here, and has no branch of its own. XML that differs lies in ../6.0 and ../7.0."""
from trytond import __version__
from trytond.pool import PoolMeta

__all__ = ['NAMES', 'OPERATIONS', 'PROCEDURES', 'SERIES', 'SUPPLIES', 'SURGERY', 'UNINDEXED', 'UNINDEXED_SURGERY',
           'indexed', 'with_index']

SERIES = '.'.join(__version__.split('.')[:2])
_NEW = SERIES != '6.0'

# What we call a field: its name by GNU Health 4, by GNU Health 5.
_NAMES = {
    'person': ('name', 'party'),                        # of a patient, of a health professional
    'chart-of': ('name', 'patient'),                    # the patient of a condition, a medicine, a pregnancy
    'product': ('name', 'product'),                     # of a medicament
    'surgery-of': ('name', 'surgery'),                  # of an operation, of a supply
    'operations': ('procedures', 'surgery_procedures'),  # of a surgery: what was done
    'actions': ('actions', 'procedures'),               # of an evaluation: what was done
}
NAMES = {name: both[_NEW] for name, both in _NAMES.items()}

# Where a surgery says what is done, text and code in turns. In GNU Health 4.0 the main procedure is an
# operation, in later ones a procedure, beside the surgical intervention.
SURGERY = tuple('%s.%s' % (path, name) for path in (
    ('surgical_intervention', 'main_procedure') if _NEW else
    ('?surgical_intervention', '?main_procedure', '?main_procedure.procedure')) for name in ('description', 'name'))
# What else was done in a surgery: the model, its link to the surgery, text and code.
OPERATIONS = 'gnuhealth.operation', NAMES['surgery-of'], 'procedure.description', 'procedure.name'
# What was used in a surgery: the model, its link to the surgery, and how much of it.
SUPPLIES = 'gnuhealth.surgery_supply', NAMES['surgery-of'], 'qty_used'
# GNU Health 5 has a list of what was done, wherever it was: the model and its columns.
PROCEDURES = ('gnuhealth.patient.procedure',
              ('procedure.description', 'procedure.name', 'pdate', 'reference')) if _NEW else None
# What is read by a link that the host has no index of: the model, and its link.
UNINDEXED = (('gnuhealth.patient.evaluation', 'patient'), ('gnuhealth.patient.procedure', 'patient')) if _NEW else (
    ('gnuhealth.patient.evaluation', 'patient'), ('gnuhealth.patient.disease', NAMES['chart-of']),
    ('gnuhealth.patient.medication', NAMES['chart-of']))
UNINDEXED_SURGERY = () if _NEW else (
    ('gnuhealth.surgery', 'patient'), ('gnuhealth.operation', NAMES['surgery-of']))


def with_index(model, name):
    """A model of the host's, and an index of this column."""
    class Indexed(metaclass=PoolMeta):
        __name__ = model

        @classmethod
        def __setup__(cls):
            super().__setup__()
            indexed(cls, name)
    return Indexed


def indexed(cls, *names):
    """Columns that are searched, called by __setup__: Tryton 6.0 marks the field, 7.0 lists indexes."""
    if not _NEW:
        for name in names:
            getattr(cls, name).select = True
        return
    from trytond.model import Index
    table = cls.__table__()
    cls._sql_indexes.update(Index(table, (getattr(table, name), Index.Equality())) for name in names)
