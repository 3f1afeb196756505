# SPDX-License-Identifier: MIT
"""Safety checks by precare for GNU Health: a Tryton module. See the README beside it."""
from trytond.pool import Pool

from . import charting, configuration, record, visit

__all__ = ['register']


def register():
    Pool.register(
        record.Decision,
        record.Patient,
        visit.Appointment,
        visit.Cron,
        charting.Evaluation,
        module='health_precare', type_='model')
    Pool.register(
        charting.Surgery,
        depends=['health_surgery'],
        module='health_precare', type_='model')
    configuration.log_start()
