# SPDX-License-Identifier: MIT
"""Who and what there is: people, professionals, conditions, procedures, patients."""
import random
import string

from trytond.model import ModelSQL, ModelView, Unique, fields
from trytond.pool import PoolMeta
from trytond.pyson import Bool, Eval


def unique(cls, *names):
    table = cls.__table__()
    for name in names:
        cls._sql_constraints.append((name + '_uniq', Unique(table, getattr(table, name)), 'There is one already'))


class Party(metaclass=PoolMeta):
    __name__ = 'party.party'

    ref = fields.Char('PUID')
    is_person = fields.Boolean('Person')
    is_patient = fields.Boolean('Patient')
    is_healthprof = fields.Boolean('Health Prof')
    is_institution = fields.Boolean('Institution')
    lastname = fields.Char('Family names')
    dob = fields.Date('DoB')
    est_dob = fields.Boolean('Est')
    gender = fields.Selection(
        [(None, ''), ('m', 'Male'), ('f', 'Female'), ('nb', 'Non-binary'), ('other', 'Other'),
         ('nd', 'Non disclosed'), ('u', 'Unknown')], 'Gender', states={'required': Bool(Eval('is_person'))})
    internal_user = fields.Many2One('res.user', 'Internal User')
    deceased = fields.Boolean('Deceased', readonly=True)

    @classmethod
    def __setup__(cls):
        super().__setup__()
        unique(cls, 'ref', 'internal_user')

    @classmethod
    def create(cls, vlist):
        def number():
            return ''.join(random.choices(string.ascii_uppercase, k=9))
        return super().create([dict(values, ref=values.get('ref') or number()) for values in vlist])

    def get_rec_name(self, name):
        return '%s, %s' % (self.lastname, self.name) if self.lastname else self.name


class Product(metaclass=PoolMeta):
    __name__ = 'product.product'

    is_medicament = fields.Boolean('Medicament')


class Institution(ModelSQL, ModelView):
    'Health Institution'
    __name__ = 'gnuhealth.institution'

    name = fields.Many2One('party.party', 'Institution', required=True, domain=[('is_institution', '=', True)])
    code = fields.Char('Code', required=True)


class OperatingRoom(ModelSQL, ModelView):
    'Operating Room'
    __name__ = 'gnuhealth.hospital.or'

    name = fields.Char('Name', required=True)
    institution = fields.Many2One('gnuhealth.institution', 'Institution', required=True)
    state = fields.Selection([
        (None, ''), ('free', 'Free'), ('confirmed', 'Confirmed'), ('occupied', 'Occupied'), ('na', 'Not available')],
        'Status', readonly=True, sort=False)


class Specialty(ModelSQL, ModelView):
    'Medical Specialty'
    __name__ = 'gnuhealth.specialty'

    name = fields.Char('Specialty', required=True, translate=True)
    code = fields.Char('Code', required=True)


class HealthProfessional(ModelSQL, ModelView):
    'Health Professional'
    __name__ = 'gnuhealth.healthprofessional'

    name = fields.Many2One('party.party', 'Health Professional', required=True,
                           domain=[('is_healthprof', '=', True), ('is_person', '=', True)])
    institution = fields.Many2One('gnuhealth.institution', 'Institution')
    code = fields.Char('LICENSE ID')
    specialties = fields.One2Many('gnuhealth.hp_specialty', 'name', 'Specialties')

    @classmethod
    def __setup__(cls):
        super().__setup__()
        unique(cls, 'name', 'code')

    def get_rec_name(self, name):
        return self.name.rec_name

    @classmethod
    def write(cls, healthprofs, values):
        return super().write(healthprofs, dict(values, code=None) if values.get('code') == '' else values)


class HealthProfessionalSpecialty(ModelSQL, ModelView):
    'Health Professional Specialties'
    __name__ = 'gnuhealth.hp_specialty'

    name = fields.Many2One('gnuhealth.healthprofessional', 'Health Professional', required=True)
    specialty = fields.Many2One('gnuhealth.specialty', 'Specialty', required=True)

    def get_rec_name(self, name):
        return self.specialty.name


class MainSpecialty(metaclass=PoolMeta):
    __name__ = 'gnuhealth.healthprofessional'

    main_specialty = fields.Many2One('gnuhealth.hp_specialty', 'Main Specialty', domain=[('name', '=', Eval('id'))],
                                     depends=['id'])


class Pathology(ModelSQL, ModelView):
    'Health Conditions'
    __name__ = 'gnuhealth.pathology'

    name = fields.Char('Name', required=True, translate=True)
    code = fields.Char('Code', required=True)
    active = fields.Boolean('Active', select=True)

    @staticmethod
    def default_active():
        return True

    @classmethod
    def __setup__(cls):
        super().__setup__()
        unique(cls, 'code')

    def get_rec_name(self, name):
        return self.code + ' : ' + self.name


class Procedure(ModelSQL, ModelView):
    'Medical Procedures'
    __name__ = 'gnuhealth.procedure'

    name = fields.Char('Code', required=True)
    description = fields.Char('Long Text', translate=True)

    def get_rec_name(self, name):
        return self.name + ' : ' + self.description  # as there: it raises where there is no long text


class Patient(ModelSQL, ModelView):
    'Patient related information'
    __name__ = 'gnuhealth.patient'

    name = fields.Many2One('party.party', 'Patient', required=True,
                           domain=[('is_patient', '=', True), ('is_person', '=', True)],
                           states={'readonly': Eval('id', 0) > 0})
    puid = fields.Function(fields.Char('PUID'), 'get_of_party')
    lastname = fields.Function(fields.Char('Lastname'), 'get_of_party')
    dob = fields.Function(fields.Date('DoB'), 'get_of_party')
    gender = fields.Function(fields.Char('Gender'), 'get_of_party')
    deceased = fields.Function(fields.Boolean('Deceased'), 'get_of_party')
    biological_sex = fields.Selection([(None, ''), ('m', 'Male'), ('f', 'Female')], 'Biological Sex')
    diseases = fields.One2Many('gnuhealth.patient.disease', 'name', 'Conditions', readonly=True)
    medications = fields.One2Many('gnuhealth.patient.medication', 'name', 'Medications')
    appointments = fields.One2Many('gnuhealth.appointment', 'patient', 'Appointments')
    active = fields.Boolean('Active', select=True)

    @staticmethod
    def default_active():
        return True

    @classmethod
    def __setup__(cls):
        super().__setup__()
        unique(cls, 'name')
        cls._order.insert(0, ('name', 'ASC'))

    def get_of_party(self, name):
        return getattr(self.name, 'ref' if name == 'puid' else name)

    def get_rec_name(self, name):
        return self.name.rec_name
