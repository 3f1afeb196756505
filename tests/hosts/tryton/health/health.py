# SPDX-License-Identifier: MIT
"""The models of `health` that the adapter touches: see __init__."""
from datetime import datetime

from trytond.exceptions import UserError
from trytond.model import ModelSQL, ModelView, fields
from trytond.pool import Pool, PoolMeta


class Party(metaclass=PoolMeta):
    __name__ = 'party.party'

    dob = fields.Date('DoB')
    gender = fields.Selection([(None, ''), ('m', 'Male'), ('f', 'Female')], 'Gender')
    ref = fields.Char('PUID')


class HealthProfessional(ModelSQL, ModelView):
    'Health Professional'
    __name__ = 'gnuhealth.healthprofessional'

    name = fields.Many2One('party.party', 'Health Professional', required=True)
    code = fields.Char('License ID')


class Specialty(ModelSQL, ModelView):
    'Specialty'
    __name__ = 'gnuhealth.specialty'

    name = fields.Char('Specialty', required=True)


class Pathology(ModelSQL, ModelView):
    'Diseases'
    __name__ = 'gnuhealth.pathology'

    name = fields.Char('Name', required=True, translate=True)
    code = fields.Char('Code', required=True)


class Patient(ModelSQL, ModelView):
    'Patient'
    __name__ = 'gnuhealth.patient'

    name = fields.Many2One('party.party', 'Patient', required=True)
    diseases = fields.One2Many('gnuhealth.patient.disease', 'name', 'Conditions')
    medications = fields.One2Many('gnuhealth.patient.medication', 'name', 'Medications')
    dob = fields.Function(fields.Date('DoB'), 'get_dob')

    def get_dob(self, name):
        return self.name.dob

    def get_rec_name(self, name):
        return self.name.rec_name


class PatientDisease(ModelSQL, ModelView):
    'Conditions'
    __name__ = 'gnuhealth.patient.disease'

    name = fields.Many2One('gnuhealth.patient', 'Patient')
    pathology = fields.Many2One('gnuhealth.pathology', 'Condition', required=True)
    disease_severity = fields.Selection(
        [(None, ''), ('1_mi', 'Mild'), ('2_mo', 'Moderate'), ('3_sv', 'Severe')], 'Severity')
    status = fields.Selection([
        (None, ''), ('a', 'acute'), ('c', 'chronic'), ('u', 'unchanged'), ('h', 'healed'), ('i', 'improving'),
        ('w', 'worsening')], 'Status')
    is_active = fields.Boolean('Active disease')
    is_allergy = fields.Boolean('Allergic Disease')
    allergy_type = fields.Selection([
        (None, ''), ('da', 'Drug Allergy'), ('fa', 'Food Allergy'), ('ma', 'Misc Allergy'),
        ('mc', 'Misc Contraindication')], 'Allergy type')
    diagnosed_date = fields.Date('Date of Diagnosis')
    healed_date = fields.Date('Healed')

    @staticmethod
    def default_is_active():
        return True


class Medicament(ModelSQL, ModelView):
    'Medicament'
    __name__ = 'gnuhealth.medicament'

    name = fields.Many2One('product.product', 'Product', required=True)
    active_component = fields.Char('Active component', translate=True)

    def get_rec_name(self, name):
        return self.name.name


class DrugRoute(ModelSQL, ModelView):
    'Drug Administration Route'
    __name__ = 'gnuhealth.drug.route'

    name = fields.Char('Unit', required=True, translate=True)


class PatientMedication(ModelSQL, ModelView):
    'Patient Medication'
    __name__ = 'gnuhealth.patient.medication'

    name = fields.Many2One('gnuhealth.patient', 'Patient')
    medicament = fields.Many2One('gnuhealth.medicament', 'Medicament', required=True)
    route = fields.Many2One('gnuhealth.drug.route', 'Administration Route')
    is_active = fields.Boolean('Active')
    discontinued = fields.Boolean('Discontinued')
    course_completed = fields.Boolean('Course Completed')
    start_treatment = fields.DateTime('Start')
    end_treatment = fields.DateTime('End')
    frequency_prn = fields.Boolean('PRN')

    @staticmethod
    def default_is_active():
        return True


class Appointment(ModelSQL, ModelView):
    'Patient Appointments'
    __name__ = 'gnuhealth.appointment'

    name = fields.Char('Appointment ID', readonly=True)
    healthprof = fields.Many2One('gnuhealth.healthprofessional', 'Health Prof')
    patient = fields.Many2One('gnuhealth.patient', 'Patient')
    appointment_date = fields.DateTime('Date and Time')
    checked_in_date = fields.DateTime('Checked-in Time')
    speciality = fields.Many2One('gnuhealth.specialty', 'Specialty')
    state = fields.Selection([
        (None, ''), ('free', 'Free'), ('confirmed', 'Confirmed'), ('checked_in', 'Checked in'), ('done', 'Done'),
        ('user_cancelled', 'Cancelled by patient'), ('center_cancelled', 'Cancelled by Health Center'),
        ('no_show', 'No show')], 'State', sort=False)
    comments = fields.Text('Comments')
    appointment_type = fields.Selection([(None, ''), ('outpatient', 'Outpatient'), ('inpatient', 'Inpatient')], 'Type')
    visit_type = fields.Selection([(None, ''), ('new', 'New health condition'), ('followup', 'Followup')], 'Visit')
    consultations = fields.Many2One('product.product', 'Consultation Services')

    @classmethod
    def __setup__(cls):
        super().__setup__()
        cls._buttons.update({'checked_in': {}, 'no_show': {}})

    @staticmethod
    def default_state():
        return 'confirmed'

    @classmethod
    def create(cls, vlist):
        vlist = [values.copy() for values in vlist]
        for values in vlist:
            if values['state'] == 'confirmed' and not values.get('name'):
                values['name'] = 'APP'
        return super().create(vlist)

    @classmethod
    def write(cls, appointments, values):  # two arguments, as in GNU Health
        if values.get('state') == 'checked_in':
            values = dict(values, checked_in_date=datetime.now())
        return super().write(appointments, values)

    @classmethod
    @ModelView.button
    def checked_in(cls, appointments):
        cls.write(appointments, {'state': 'checked_in'})

    @classmethod
    @ModelView.button
    def no_show(cls, appointments):
        cls.write(appointments, {'state': 'no_show'})

    def get_rec_name(self, name):
        return self.name


class Evaluation(ModelSQL, ModelView):
    'Patient Evaluation'
    __name__ = 'gnuhealth.patient.evaluation'

    patient = fields.Many2One('gnuhealth.patient', 'Patient')
    appointment = fields.Many2One('gnuhealth.appointment', 'Appointment')
    evaluation_start = fields.DateTime('Start', required=True)
    evaluation_endtime = fields.DateTime('End')
    state = fields.Selection(
        [(None, ''), ('in_progress', 'In progress'), ('done', 'Done'), ('signed', 'Signed')], 'State', readonly=True)
    visit_type = fields.Selection([(None, ''), ('new', 'New health condition'), ('followup', 'Followup')], 'Visit')
    healthprof = fields.Many2One('gnuhealth.healthprofessional', 'Initiated by')
    chief_complaint = fields.Char('Chief Complaint')
    diagnosis = fields.Many2One('gnuhealth.pathology', 'Main Condition')
    signs_and_symptoms = fields.One2Many('gnuhealth.signs_and_symptoms', 'evaluation', 'Signs and Symptoms')
    secondary_conditions = fields.One2Many('gnuhealth.secondary_condition', 'evaluation', 'Other Conditions')
    actions = fields.One2Many('gnuhealth.directions', 'name', 'Procedures')
    directions = fields.Text('Plan')

    @classmethod
    def __setup__(cls):
        super().__setup__()
        cls._buttons.update({'end_evaluation': {}})

    @staticmethod
    def default_state():
        return 'in_progress'

    @classmethod
    def validate(cls, evaluations):
        super().validate(evaluations)
        for evaluation in evaluations:
            if evaluation.evaluation_endtime and evaluation.evaluation_endtime < evaluation.evaluation_start:
                raise UserError('ends before it starts')

    @classmethod
    @ModelView.button
    def end_evaluation(cls, evaluations):
        Appointment = Pool().get('gnuhealth.appointment')
        cls.write(evaluations, {'state': 'done', 'evaluation_endtime': datetime.now()})
        if evaluations[0].appointment:
            Appointment.write([evaluations[0].appointment], {'state': 'done'})


class SignsAndSymptoms(ModelSQL, ModelView):
    'Evaluation Signs and Symptoms'
    __name__ = 'gnuhealth.signs_and_symptoms'

    evaluation = fields.Many2One('gnuhealth.patient.evaluation', 'Evaluation')
    clinical = fields.Many2One('gnuhealth.pathology', 'Sign or Symptom', required=True)


class SecondaryCondition(ModelSQL, ModelView):
    'Secondary Conditions'
    __name__ = 'gnuhealth.secondary_condition'

    evaluation = fields.Many2One('gnuhealth.patient.evaluation', 'Evaluation')
    pathology = fields.Many2One('gnuhealth.pathology', 'Pathology', required=True)


class Procedure(ModelSQL, ModelView):
    'Medical Procedures'
    __name__ = 'gnuhealth.procedure'

    name = fields.Char('Code', required=True)
    description = fields.Char('Long Text', translate=True)


class Directions(ModelSQL, ModelView):
    'Patient Directions'
    __name__ = 'gnuhealth.directions'

    name = fields.Many2One('gnuhealth.patient.evaluation', 'Evaluation')
    procedure = fields.Many2One('gnuhealth.procedure', 'Procedure', required=True)
