# SPDX-License-Identifier: MIT
"""Safety checks by precare for GNU Health: a Tryton module. See the README beside it."""
from trytond.pool import Pool

from . import asking, charting, checked, configuration, going_on, host, kept, record, review, visit

__all__ = ['register']


def register():
    Pool.register(
        checked.Check,
        checked.Finding,
        checked.Question,
        checked.Decision,
        kept.Form,
        asking.Told,
        asking.AskPage,
        asking.AskLine,
        asking.FormPage,
        asking.FormBack,
        going_on.GoOnPage,
        going_on.GoOnLine,
        review.ReferenceAsked,
        record.Patient,
        visit.Appointment,
        visit.Cron,
        charting.Evaluation,
        *(host.with_index(*one) for one in host.UNINDEXED),
        module='health_precare', type_='model')
    Pool.register(
        asking.Ask,
        asking.SendForm,
        asking.TakeForm,
        going_on.GoOn,
        review.Reference,
        module='health_precare', type_='wizard')
    Pool.register(
        charting.Surgery,
        *(host.with_index(*one) for one in host.UNINDEXED_SURGERY),
        depends=['health_surgery'],
        module='health_precare', type_='model')
    configuration.log_start()
