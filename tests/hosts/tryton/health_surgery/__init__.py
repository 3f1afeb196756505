# SPDX-License-Identifier: MIT
"""Stands in for GNU Health 4.0's module `health_surgery`: see the one beside it."""
from trytond.pool import Pool

from . import surgery


def register():
    Pool.register(
        surgery.Surgery, surgery.Operation, surgery.Supply, surgery.MainProcedure, surgery.Patient,
        module='health_surgery', type_='model')
