# SPDX-License-Identifier: MIT
"""How what the host has is written in an event: ids, names and codes, services."""
from precare import ID_BYTES, clean
from trytond.transaction import Transaction

GONE = ('user_cancelled', 'center_cancelled', 'no_show')  # of an appointment: it does not take place


def host_id(model, record_id):
    """The host's own key of a record, opaque to everybody else."""
    return clean('%s,%d@%s' % (model, record_id, Transaction().database.name), ID_BYTES)


def without_nothing(entry):
    return {key: item for key, item in entry.items() if item is not None}


def named(text, code=None):
    """An entry's text and code, or None when there is neither."""
    entry = without_nothing({'text': clean(text), 'code': clean(code, ID_BYTES)})
    return entry or None


def code_of(system, code):
    return '%s:%s' % (system, code) if code else None


SERVICE = ('consultations', 'consultations.template.name', 'consultations.code')  # of an appointment


def service_name(row, at='consultations'):
    """(name, key) of a service that was read as SERVICE; the key is what `map: procedures` names it by:
    the product's code, else its name. (None, None): there is none."""
    if row[at] is None:
        return None, None
    name = clean(row[at + '.template.name'])
    return name, clean(row[at + '.code'], ID_BYTES - 6) or clean(name, ID_BYTES - 6)


def service_of(row, at='consultations'):
    name, key = service_name(row, at)
    return without_nothing({'text': name, 'code': code_of('local', key)})
