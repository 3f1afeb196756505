# SPDX-License-Identifier: MIT
"""The models of `health_surgery` that the adapter touches."""
from datetime import datetime

from trytond.exceptions import UserError
from trytond.model import ModelSQL, ModelView, fields
from trytond.pool import PoolMeta


class Surgery(ModelSQL, ModelView):
    'Surgery'
    __name__ = 'gnuhealth.surgery'

    patient = fields.Many2One('gnuhealth.patient', 'Patient', required=True)
    admission = fields.Many2One('gnuhealth.appointment', 'Admission')
    code = fields.Char('Code', readonly=True)
    procedures = fields.One2Many('gnuhealth.operation', 'name', 'Procedures')
    main_procedure = fields.Many2One('gnuhealth.operation', 'Main Proc')
    surgeon = fields.Many2One('gnuhealth.healthprofessional', 'Surgeon')
    surgery_date = fields.DateTime('Date')
    surgery_end_date = fields.DateTime('End')
    description = fields.Char('Description')
    state = fields.Selection([
        ('draft', 'Draft'), ('confirmed', 'Confirmed'), ('cancelled', 'Cancelled'), ('in_progress', 'In Progress'),
        ('done', 'Done'), ('signed', 'Signed')], 'State', readonly=True)
    signed_by = fields.Many2One('gnuhealth.healthprofessional', 'Signed by', readonly=True)

    @classmethod
    def __setup__(cls):
        super().__setup__()
        cls._buttons.update({'confirmed': {}, 'cancel': {}, 'start': {}, 'done': {}, 'signsurgery': {}})

    @staticmethod
    def default_state():
        return 'draft'

    @classmethod
    def validate(cls, surgeries):
        super().validate(surgeries)
        for one in surgeries:
            if one.surgery_end_date and one.surgery_date and one.surgery_end_date < one.surgery_date:
                raise UserError('ends before it starts')

    @classmethod
    def write(cls, surgeries, vals):  # two arguments, and none once it is signed
        if surgeries[0].state == 'signed':
            raise UserError('signed')
        return super().write(surgeries, vals)

    @classmethod
    @ModelView.button
    def confirmed(cls, surgeries):
        cls.write(surgeries, {'state': 'confirmed'})

    @classmethod
    @ModelView.button
    def cancel(cls, surgeries):
        cls.write(surgeries, {'state': 'cancelled'})

    @classmethod
    @ModelView.button
    def start(cls, surgeries):
        cls.write(surgeries, {'state': 'in_progress', 'surgery_date': datetime.now(),
                              'surgery_end_date': datetime.now()})

    @classmethod
    @ModelView.button
    def done(cls, surgeries):
        cls.write(surgeries, {'state': 'done', 'surgery_end_date': datetime.now()})

    @classmethod
    @ModelView.button
    def signsurgery(cls, surgeries):
        cls.write(surgeries, {'state': 'signed'})


class Operation(ModelSQL, ModelView):
    'Operation - Surgical Procedures'
    __name__ = 'gnuhealth.operation'

    name = fields.Many2One('gnuhealth.surgery', 'Surgery')
    procedure = fields.Many2One('gnuhealth.procedure', 'Code', required=True)


class Patient(metaclass=PoolMeta):
    __name__ = 'gnuhealth.patient'

    surgery = fields.One2Many('gnuhealth.surgery', 'patient', 'Surgeries')
