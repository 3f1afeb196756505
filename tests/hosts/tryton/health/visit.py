# SPDX-License-Identifier: MIT
"""Appointments and evaluations."""
from datetime import datetime

from trytond.model import ModelSQL, ModelView, MultiValueMixin, fields
from trytond.model.exceptions import ValidationError
from trytond.pool import Pool
from trytond.pyson import Equal, Eval, Not, Or

from .core import NoAssociatedHealthProfessional, health_professional
from .health import unique

VISITS = [
    (None, ''), ('new', 'New health condition'), ('followup', 'Followup'), ('well_child', 'Well Child visit'),
    ('well_woman', 'Well Woman visit'), ('well_man', 'Well Man visit')]
URGENCIES = [(None, ''), ('a', 'Normal'), ('b', 'Urgent'), ('c', 'Medical Emergency')]
PLACES = [(None, ''), ('outpatient', 'Outpatient'), ('inpatient', 'Inpatient')]


class Appointment(ModelSQL, ModelView):
    'Patient Appointments'
    __name__ = 'gnuhealth.appointment'

    name = fields.Char('Appointment ID', readonly=True)
    healthprof = fields.Many2One('gnuhealth.healthprofessional', 'Health Prof', select=True)
    patient = fields.Many2One('gnuhealth.patient', 'Patient', select=True, states={'required': Eval('state') != 'free'})
    appointment_date = fields.DateTime('Date and Time')
    checked_in_date = fields.DateTime('Checked-in Time')
    institution = fields.Many2One('gnuhealth.institution', 'Institution')
    speciality = fields.Many2One('gnuhealth.specialty', 'Specialty')
    state = fields.Selection([
        (None, ''), ('free', 'Free'), ('confirmed', 'Confirmed'), ('checked_in', 'Checked in'), ('done', 'Done'),
        ('user_cancelled', 'Cancelled by patient'), ('center_cancelled', 'Cancelled by Health Center'),
        ('no_show', 'No show')], 'State', sort=False)
    urgency = fields.Selection(URGENCIES, 'Urgency', sort=False)
    comments = fields.Text('Comments')
    appointment_type = fields.Selection(PLACES, 'Type', sort=False)
    visit_type = fields.Selection(VISITS, 'Visit', sort=False)
    consultations = fields.Many2One('product.product', 'Consultation Services', domain=[('type', '=', 'service')])

    @classmethod
    def __setup__(cls):
        super().__setup__()
        cls._order.insert(0, ('appointment_date', 'DESC'))
        hidden = {'invisible': Not(Equal(Eval('state'), 'confirmed'))}
        cls._buttons.update({'checked_in': hidden, 'no_show': hidden})

    @staticmethod
    def default_healthprof():
        return health_professional(required=False)

    @staticmethod
    def default_urgency():
        return 'a'

    @staticmethod
    def default_appointment_date():
        return datetime.now()

    @staticmethod
    def default_appointment_type():
        return 'outpatient'

    @staticmethod
    def default_state():
        return 'confirmed'

    @classmethod
    def generate_code(cls):
        pool = Pool()
        return pool.get('ir.sequence')(pool.get('ir.model.data').get_id('health', 'sequence_appointment')).get()

    @classmethod
    def create(cls, vlist):
        vlist = [values.copy() for values in vlist]
        for values in vlist:
            if values['state'] == 'confirmed' and not values.get('name'):  # as there: a state must be named
                values['name'] = cls.generate_code()
        return super().create(vlist)

    @classmethod
    def write(cls, appointments, values):
        """As there: one pair, whose values are changed in place; and whenever it is confirmed, a new code."""
        for one in appointments:
            if values.get('state') == 'confirmed' and not values.get('name'):
                values['name'] = one.generate_code()
            if values.get('state') == 'checked_in' and values.get('checked_in_date') is None:
                values['checked_in_date'] = datetime.now()
        return super().write(appointments, values)

    @classmethod
    def copy(cls, appointments, default=None):
        default = dict(default or {}, name=None, appointment_date=cls.default_appointment_date(),
                       state=cls.default_state())
        return super().copy(appointments, default=default)

    @classmethod
    @ModelView.button
    def checked_in(cls, appointments):
        cls.write(appointments, {'state': 'checked_in'})

    @classmethod
    @ModelView.button
    def no_show(cls, appointments):
        cls.write(appointments, {'state': 'no_show'})

    @fields.depends('patient', '_parent_patient.name')
    def on_change_patient(self):
        if self.patient:
            self.state = 'confirmed'

    def get_rec_name(self, name):
        return self.name


class Evaluation(ModelSQL, ModelView, MultiValueMixin):
    'Patient Evaluation'
    __name__ = 'gnuhealth.patient.evaluation'

    STATES = {'readonly': Eval('state') == 'signed'}

    code = fields.Char('Code')
    patient = fields.Many2One('gnuhealth.patient', 'Patient', states=STATES)
    appointment = fields.Many2One('gnuhealth.appointment', 'Appointment', domain=[('patient', '=', Eval('patient'))],
                                  depends=['patient'], states=STATES)
    evaluation_start = fields.DateTime('Start', required=True, states=STATES)
    evaluation_endtime = fields.DateTime('End', states=STATES)
    state = fields.Selection(
        [(None, ''), ('in_progress', 'In progress'), ('done', 'Done'), ('signed', 'Signed')], 'State', readonly=True,
        sort=False)
    healthprof = fields.Many2One('gnuhealth.healthprofessional', 'Initiated by', readonly=True)
    signed_by = fields.Many2One('gnuhealth.healthprofessional', 'Signed by', readonly=True)
    visit_type = fields.Selection(VISITS, 'Visit', sort=False, states=STATES)
    evaluation_type = fields.Selection(PLACES, 'Type', sort=False, states=STATES)
    chief_complaint = fields.Char('Chief Complaint', states=STATES)
    notes_complaint = fields.Text('Complaint details', states=STATES)
    diagnosis = fields.Many2One('gnuhealth.pathology', 'Main Condition', states=STATES)
    secondary_conditions = fields.One2Many('gnuhealth.secondary_condition', 'evaluation', 'Other Conditions', states=STATES)
    signs_and_symptoms = fields.One2Many('gnuhealth.signs_and_symptoms', 'evaluation', 'Signs and Symptoms', states=STATES)
    directions = fields.Text('Plan', states=STATES)
    actions = fields.One2Many('gnuhealth.directions', 'name', 'Procedures', states=STATES)
    discharge_reason = fields.Selection(
        [(None, ''), ('home', 'Home / Selfcare'), ('transfer', 'Transferred'), ('against_advice', 'Against advice'),
         ('death', 'Death')], 'Discharge Reason', required=True, sort=False,
        states={'invisible': Equal(Eval('state'), 'in_progress'), 'readonly': Eval('state') == 'signed'})

    @classmethod
    def __setup__(cls):
        super().__setup__()
        unique(cls, 'code')
        cls._order.insert(0, ('evaluation_start', 'DESC'))
        ended = Or(Equal(Eval('state'), 'signed'), Equal(Eval('state'), 'done'))
        cls._buttons.update({'end_evaluation': {'invisible': ended}})

    @staticmethod
    def default_healthprof():
        return health_professional()

    @staticmethod
    def default_state():
        return 'in_progress'

    @staticmethod
    def default_evaluation_start():
        return datetime.now()

    @staticmethod
    def default_discharge_reason():
        return 'home'

    @classmethod
    def validate(cls, evaluations):
        super().validate(evaluations)
        for one in evaluations:
            if one.evaluation_endtime and one.evaluation_endtime < one.evaluation_start:
                raise ValidationError('Ends before it starts')
            if not one.healthprof:
                raise NoAssociatedHealthProfessional('No health professional is associated to this user')

    @classmethod
    @ModelView.button
    def end_evaluation(cls, evaluations):
        cls.write(evaluations, {'state': 'done', 'signed_by': health_professional(), 'evaluation_endtime': datetime.now()})
        if evaluations[0].appointment:
            Pool().get('gnuhealth.appointment').write([evaluations[0].appointment], {'state': 'done'})

    def get_rec_name(self, name):
        return str(self.evaluation_start)


class SignsAndSymptoms(ModelSQL, ModelView):
    'Evaluation Signs and Symptoms'
    __name__ = 'gnuhealth.signs_and_symptoms'

    evaluation = fields.Many2One('gnuhealth.patient.evaluation', 'Evaluation', readonly=True)
    sign_or_symptom = fields.Selection([(None, ''), ('sign', 'Sign'), ('symptom', 'Symptom')], 'Which', required=True)
    clinical = fields.Many2One('gnuhealth.pathology', 'Sign or Symptom', required=True)


class SecondaryCondition(ModelSQL, ModelView):
    'Secondary Conditions'
    __name__ = 'gnuhealth.secondary_condition'

    evaluation = fields.Many2One('gnuhealth.patient.evaluation', 'Evaluation', readonly=True)
    pathology = fields.Many2One('gnuhealth.pathology', 'Pathology', required=True)


class Directions(ModelSQL, ModelView):
    'Patient Directions'
    __name__ = 'gnuhealth.directions'

    name = fields.Many2One('gnuhealth.patient.evaluation', 'Evaluation', readonly=True)
    procedure = fields.Many2One('gnuhealth.procedure', 'Procedure', required=True)
