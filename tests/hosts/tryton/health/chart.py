# SPDX-License-Identifier: MIT
"""The chart: conditions and allergies, and medicines."""
from trytond.model import ModelSQL, ModelView, fields
from trytond.model.exceptions import ValidationError
from trytond.pyson import Bool, Eval, Not

from .core import health_professional
from .health import unique


class PatientDisease(ModelSQL, ModelView):
    'Patient Conditions History'
    __name__ = 'gnuhealth.patient.disease'

    name = fields.Many2One('gnuhealth.patient', 'Patient')
    pathology = fields.Many2One('gnuhealth.pathology', 'Condition', required=True)
    disease_severity = fields.Selection(
        [(None, ''), ('1_mi', 'Mild'), ('2_mo', 'Moderate'), ('3_sv', 'Severe')], 'Severity', select=True, sort=False)
    is_on_treatment = fields.Boolean('Currently on Treatment')
    is_infectious = fields.Boolean('Infectious Disease')
    short_comment = fields.Char('Remarks')
    healthprof = fields.Many2One('gnuhealth.healthprofessional', 'Health Prof', readonly=True)
    diagnosed_date = fields.Date('Date of Diagnosis')
    healed_date = fields.Date('Healed')
    is_active = fields.Boolean('Active disease')
    is_allergy = fields.Boolean('Allergic Disease')
    allergy_type = fields.Selection([
        (None, ''), ('da', 'Drug Allergy'), ('fa', 'Food Allergy'), ('ma', 'Misc Allergy'),
        ('mc', 'Misc Contraindication')], 'Allergy type', select=True, sort=False)
    status = fields.Selection([
        (None, ''), ('a', 'acute'), ('c', 'chronic'), ('u', 'unchanged'), ('h', 'healed'), ('i', 'improving'),
        ('w', 'worsening')], 'Status', select=True, sort=False)
    extra_info = fields.Text('Extra Info')

    @classmethod
    def __setup__(cls):
        super().__setup__()
        cls._order.insert(0, ('is_active', 'DESC'))

    @staticmethod
    def default_is_active():
        return True

    @staticmethod
    def default_healthprof():
        return health_professional()

    @classmethod
    def validate(cls, diseases):
        super().validate(diseases)
        for one in diseases:
            if one.healed_date and one.diagnosed_date and one.healed_date < one.diagnosed_date:
                raise ValidationError('Healed before it was diagnosed')

    def get_rec_name(self, name):
        return self.pathology.rec_name


class Medicament(ModelSQL, ModelView):
    'Medicament'
    __name__ = 'gnuhealth.medicament'

    name = fields.Many2One('product.product', 'Product', required=True, domain=[('is_medicament', '=', True)])
    active_component = fields.Char('Active component', translate=True)
    route = fields.Many2One('gnuhealth.drug.route', 'Administration Route')
    active = fields.Boolean('Active', select=True)

    @staticmethod
    def default_active():
        return True

    def get_rec_name(self, name):
        return self.name.name


class DrugRoute(ModelSQL, ModelView):
    'Drug Administration Route'
    __name__ = 'gnuhealth.drug.route'

    name = fields.Char('Route', required=True, select=True, translate=True)
    code = fields.Char('Code', required=True)

    @classmethod
    def __setup__(cls):
        super().__setup__()
        unique(cls, 'name', 'code')


class PatientMedication(ModelSQL, ModelView):
    'Patient Medication'
    __name__ = 'gnuhealth.patient.medication'

    name = fields.Many2One('gnuhealth.patient', 'Patient', readonly=True)
    medicament = fields.Many2One('gnuhealth.medicament', 'Medicament', required=True)
    indication = fields.Many2One('gnuhealth.pathology', 'Indication')
    healthprof = fields.Many2One('gnuhealth.healthprofessional', 'Health Prof', readonly=True)
    route = fields.Many2One('gnuhealth.drug.route', 'Administration Route')
    is_active = fields.Boolean('Active')
    discontinued = fields.Boolean('Discontinued')
    course_completed = fields.Boolean('Course Completed')
    discontinued_reason = fields.Char('Reason for discontinuation', states={
        'invisible': Not(Bool(Eval('discontinued'))), 'required': Bool(Eval('discontinued'))}, depends=['discontinued'])
    start_treatment = fields.DateTime('Start')
    end_treatment = fields.DateTime('End')
    frequency = fields.Integer('Frequency')
    frequency_unit = fields.Selection([
        (None, ''), ('seconds', 'seconds'), ('minutes', 'minutes'), ('hours', 'hours'), ('days', 'days'),
        ('weeks', 'weeks'), ('wr', 'when required')], 'unit', select=True, sort=False)
    frequency_prn = fields.Boolean('PRN')

    @staticmethod
    def default_is_active():
        return True

    @staticmethod
    def default_frequency_unit():
        return 'hours'

    @staticmethod
    def default_healthprof():
        return health_professional()

    @classmethod
    def validate(cls, medications):
        super().validate(medications)
        for one in medications:
            if one.end_treatment and one.end_treatment < one.start_treatment:
                raise ValidationError('Ends before it starts')
