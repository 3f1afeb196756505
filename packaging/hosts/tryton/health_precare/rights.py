# SPDX-License-Identifier: MIT
"""Who may read what, and who may write it.

What the front desk may not read in the chart it does not read in a finding either: whoever may read
the chart's own models reads sentences; everybody else reads what is to be done, and whom to ask. And
`readonly` binds a client's form alone, so what nobody writes is refused here, by whatever way it comes.
"""
from trytond.i18n import gettext
from trytond.model.exceptions import AccessError
from trytond.pool import Pool
from trytond.transaction import Transaction

CHART = ('gnuhealth.patient.disease', 'gnuhealth.patient.medication')


def may_read(*models):
    Access = Pool().get('ir.model.access')
    with Transaction().set_context(_check_access=True):
        return all(Access.check(name, 'read', raise_exception=False) for name in models)


def sees_chart():
    """Whether the user may read in the chart what findings are about."""
    return may_read(*CHART)


def is_asked():
    """Whether a user asks, over RPC, with the rights that the host gives; not the host itself."""
    return bool(Transaction().user and Transaction().context.get('_check_access'))


def refuse(values, names):
    """What comes of a check is written by the check alone."""
    if is_asked() and any(values.get(name) is not None for name in names):
        raise AccessError(gettext('health_precare.msg_not_by_hand'))


class Sealed:
    """Mixin of a model that this module alone writes, and that nobody changes; read by whoever may read
    `precare_readers`."""

    precare_readers = ('gnuhealth.appointment',)

    @classmethod
    def precare_may_read(cls):
        if is_asked() and not may_read(*cls.precare_readers):
            raise AccessError(gettext('health_precare.msg_not_yours'))

    @classmethod
    def precare_sealed(cls):
        if is_asked():
            raise AccessError(gettext('health_precare.msg_not_by_hand'))

    @classmethod
    def create(cls, vlist):
        cls.precare_sealed()
        return super().create(vlist)

    @classmethod
    def write(cls, *args):
        cls.precare_sealed()
        super().write(*args)

    @classmethod
    def delete(cls, records):
        cls.precare_sealed()
        super().delete(records)

    @classmethod
    def copy(cls, records, default=None):
        cls.precare_sealed()
        return super().copy(records, default=default)

    @classmethod
    def read(cls, ids, fields_names):
        cls.precare_may_read()
        return super().read(ids, fields_names)

    @classmethod
    def search(cls, *args, **kwargs):
        cls.precare_may_read()
        return super().search(*args, **kwargs)

    @classmethod
    def search_count(cls, *args, **kwargs):
        cls.precare_may_read()
        return super().search_count(*args, **kwargs)

    @classmethod
    def export_data(cls, *args, **kwargs):
        cls.precare_may_read()
        return super().export_data(*args, **kwargs)
