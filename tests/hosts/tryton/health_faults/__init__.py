# SPDX-License-Identifier: MIT
"""Rows that cannot be read, for the tests: a medicine whose name raises, and one whose name is an error of the
database. Their words hold what no log may show."""
from trytond.pool import Pool, PoolMeta
from trytond.transaction import Transaction


class Medicament(metaclass=PoolMeta):
    __name__ = 'gnuhealth.medicament'

    def get_rec_name(self, name):
        found = super().get_rec_name(name)
        if found == 'Raising brand':
            raise KeyError('Quibble takes %s' % found)
        if found == 'Breaking brand':
            Transaction().connection.cursor().execute("SELECT 'Quibble'::integer")
        return found


def register():
    Pool.register(Medicament, module='health_faults', type_='model')
