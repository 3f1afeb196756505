# SPDX-License-Identifier: MIT
"""The models of `health_surgery` that the adapter touches."""
from datetime import datetime

from trytond.exceptions import UserError
from trytond.model import ModelSQL, ModelView, fields
from trytond.model.exceptions import ValidationError
from trytond.modules.health.core import health_professional
from trytond.pool import PoolMeta
from trytond.pyson import Equal, Eval, Not


class Surgery(ModelSQL, ModelView):
    'Surgery'
    __name__ = 'gnuhealth.surgery'

    patient = fields.Many2One('gnuhealth.patient', 'Patient', required=True)
    admission = fields.Many2One('gnuhealth.appointment', 'Admission')
    operating_room = fields.Many2One('gnuhealth.hospital.or', 'Operating Room')
    code = fields.Char('Code', readonly=True)
    procedures = fields.One2Many('gnuhealth.operation', 'name', 'Procedures')
    supplies = fields.One2Many('gnuhealth.surgery_supply', 'name', 'Supplies')
    pathology = fields.Many2One('gnuhealth.pathology', 'Health Condition')
    surgeon = fields.Many2One('gnuhealth.healthprofessional', 'Surgeon')
    surgery_date = fields.DateTime('Date')
    surgery_end_date = fields.DateTime('End', states={'required': Equal(Eval('state'), 'done')})
    state = fields.Selection([
        ('draft', 'Draft'), ('confirmed', 'Confirmed'), ('cancelled', 'Cancelled'), ('in_progress', 'In Progress'),
        ('done', 'Done'), ('signed', 'Signed')], 'State', readonly=True, sort=False)
    signed_by = fields.Many2One('gnuhealth.healthprofessional', 'Signed by', readonly=True)
    description = fields.Char('Description')

    @classmethod
    def __setup__(cls):
        super().__setup__()
        cls._order.insert(0, ('surgery_date', 'DESC'))
        for button, state in (('confirmed', 'draft'), ('cancel', 'confirmed'), ('start', 'confirmed'),
                              ('done', 'in_progress'), ('signsurgery', 'done')):
            cls._buttons[button] = {'invisible': Not(Equal(Eval('state'), state))}

    @staticmethod
    def default_surgery_date():
        return datetime.now()

    @staticmethod
    def default_surgeon():
        return health_professional()

    @staticmethod
    def default_state():
        return 'draft'

    @classmethod
    def validate(cls, surgeries):
        super().validate(surgeries)
        for one in surgeries:
            if one.surgery_end_date and one.surgery_date and one.surgery_end_date < one.surgery_date:
                raise ValidationError('Ends before it starts')

    @classmethod
    def write(cls, surgeries, vals):
        """As there: one pair, and none once it is signed."""
        if surgeries[0].state == 'signed':
            raise ValidationError('It is signed')
        return super().write(surgeries, vals)

    @classmethod
    @ModelView.button
    def confirmed(cls, surgeries):
        for one in surgeries:
            if not one.operating_room or not one.surgery_end_date:
                raise UserError('An operating room and an end are needed')
        cls.write(surgeries, {'state': 'confirmed'})

    @classmethod
    @ModelView.button
    def cancel(cls, surgeries):
        cls.write(surgeries, {'state': 'cancelled'})

    @classmethod
    @ModelView.button
    def start(cls, surgeries):
        cls.write(surgeries, {'state': 'in_progress', 'surgery_date': datetime.now(), 'surgery_end_date': datetime.now()})
        surgeries[0].operating_room.__class__.write([surgeries[0].operating_room], {'state': 'occupied'})

    @classmethod
    @ModelView.button
    def done(cls, surgeries):
        cls.write(surgeries, {'state': 'done', 'surgery_end_date': datetime.now()})
        surgeries[0].operating_room.__class__.write([surgeries[0].operating_room], {'state': 'free'})

    @classmethod
    @ModelView.button
    def signsurgery(cls, surgeries):
        cls.write(surgeries, {'state': 'signed', 'signed_by': health_professional()})

    def get_rec_name(self, name):
        return '%s %s' % (self.code, self.description or '')


class Operation(ModelSQL, ModelView):
    'Operation - Surgical Procedures'
    __name__ = 'gnuhealth.operation'

    name = fields.Many2One('gnuhealth.surgery', 'Surgery')
    procedure = fields.Many2One('gnuhealth.procedure', 'Code', required=True, select=True)

    def get_rec_name(self, name):
        return self.procedure.rec_name


class Supply(ModelSQL, ModelView):
    'Supplies related to the surgery'
    __name__ = 'gnuhealth.surgery_supply'

    name = fields.Many2One('gnuhealth.surgery', 'Surgery')
    qty = fields.Numeric('Qty', required=True)
    supply = fields.Many2One('product.product', 'Supply', required=True)
    notes = fields.Char('Notes')
    qty_used = fields.Numeric('Used', required=True)


class MainProcedure(metaclass=PoolMeta):
    __name__ = 'gnuhealth.surgery'

    # 4.0; from 4.2 on `surgical_intervention`, a procedure.
    main_procedure = fields.Many2One('gnuhealth.operation', 'Main Proc', domain=[('name', '=', Eval('id'))],
                                     depends=['id'])


class Patient(metaclass=PoolMeta):
    __name__ = 'gnuhealth.patient'

    surgery = fields.One2Many('gnuhealth.surgery', 'patient', 'Surgeries')
