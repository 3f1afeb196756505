# SPDX-License-Identifier: MIT
"""Stands in for GNU Health 4.0's module `health`: the names of module, models, fields, selections, states,
buttons and groups that the adapter touches, and what is required, defaulted, computed, overridden and raised
there, written anew and small. GNU Health's own code is under the GPL, and none of it is here."""
from trytond.pool import Pool

from . import chart, health, visit


def register():
    Pool.register(
        health.Party, health.Product, health.Institution, health.OperatingRoom, health.Specialty,
        health.HealthProfessional, health.HealthProfessionalSpecialty, health.MainSpecialty,
        health.Pathology, health.Procedure, health.Patient,
        chart.PatientDisease, chart.Medicament, chart.DrugRoute, chart.PatientMedication,
        visit.Appointment, visit.Evaluation, visit.SignsAndSymptoms, visit.SecondaryCondition, visit.Directions,
        module='health', type_='model')
