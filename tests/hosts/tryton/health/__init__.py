# SPDX-License-Identifier: MIT
"""Stands in for GNU Health 4.0's module `health`: the same names of module, models, fields, states and
buttons that the adapter touches, written anew and small. `write` takes two arguments, as there."""
from trytond.pool import Pool

from . import health


def register():
    Pool.register(
        health.Party, health.HealthProfessional, health.Specialty, health.Pathology, health.Patient,
        health.PatientDisease, health.Medicament, health.DrugRoute, health.PatientMedication,
        health.Appointment, health.Evaluation, health.SignsAndSymptoms, health.SecondaryCondition,
        health.Procedure, health.Directions,
        module='health', type_='model')
