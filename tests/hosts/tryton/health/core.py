# SPDX-License-Identifier: MIT
"""Who is logged in: in `health` a party's internal user, of a health professional."""
from trytond.model.exceptions import ValidationError
from trytond.pool import Pool
from trytond.transaction import Transaction


class NoAssociatedHealthProfessional(ValidationError):
    pass


def health_professional(required=True):
    with Transaction().set_context(_check_access=False):
        found = Pool().get('gnuhealth.healthprofessional').search(
            [('name.internal_user', '=', Transaction().user), ('name.is_healthprof', '=', True)], limit=1)
    if found:
        return found[0].id
    if required:
        raise NoAssociatedHealthProfessional('No health professional is associated to this user')
    return None
