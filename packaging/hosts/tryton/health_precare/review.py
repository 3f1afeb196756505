# SPDX-License-Identifier: MIT
"""The safety review: what waits, what is asked, what is due; and a chat message's reference, which
leads to its visit.

The link of a message (`link: https://HOST/DB/precare/{ref}`) is answered alike whatever the reference
is, and looks nothing up: it leads into the web client, which asks who is there first.
"""
import json
import re
from http import HTTPStatus
from urllib.parse import quote

from trytond.exceptions import UserError
from trytond.i18n import gettext
from trytond.model import ModelView, fields
from trytond.pool import Pool
from trytond.transaction import Transaction
from trytond.wizard import Button, StateAction, StateView, Wizard
from trytond.wsgi import app
from werkzeug.wrappers import Response

from .clock import clock
from .configuration import site
from .rights import may_read


def called(method, document):
    """A method of the plugin, or None where it has no answer."""
    opened = site().opened()
    try:
        return opened and opened.call(method, document)[1]
    except Exception:  # an unknown reference; a plugin that has no such method
        return None


def visit_of(ref):
    """The visit behind a reference; None: unknown."""
    found = called('lookup', {'ref': ref.strip().upper()})
    return found and found.get('appointment')


def at(instant):
    return clock(instant).strftime('%Y-%m-%d %H:%M')


def who(actor):
    """A user of this host by name; anybody else as the plugin was told."""
    model, _, number = (actor or '').partition(',')
    if model != 'res.user' or not number.isdigit():
        return actor or ''
    with Transaction().set_context(_check_access=False, active_test=False):
        users = Pool().get('res.user').search([('id', '=', int(number))])
        return users[0].rec_name if users else actor


def told(visit):
    """{ref, told} of a visit: who was told and when, and who has seen it."""
    found = called('told', {'appointment': visit}) or {}
    lines = [gettext('health_precare.msg_told', channel=one['channel'], state=one['state'],
                     at=at(one['done'] or one['at']))
             for one in found.get('told') or ()]
    lines += [gettext('health_precare.msg_told_seen', at=at(one['at']), who=who(one['by']), role=one['role'] or '')
              for one in found.get('acknowledged') or ()]
    return {'ref': found.get('ref'), 'told': '\n'.join(dict.fromkeys(lines)) or None}


class ReferenceAsked(ModelView):
    'Reference of a message'
    __name__ = 'gnuhealth.precare.reference.ask'

    ref = fields.Char('Reference', required=True, help='As the message in the chat shows it')


class Reference(Wizard):
    'Find a reference'
    __name__ = 'gnuhealth.precare.reference'

    start_state = 'ask'
    ask = StateView('gnuhealth.precare.reference.ask', 'health_precare.reference_view_form', [
        Button('Cancel', 'end', 'tryton-cancel'), Button('Open', 'open_', 'tryton-ok', default=True)])
    open_ = StateAction('health_precare.action_check')

    def do_open_(self, action):
        visit = visit_of(self.ask.ref) if may_read('gnuhealth.appointment') else None
        with Transaction().set_context(_check_access=False):
            found = Pool().get('gnuhealth.precare.check').search([('visit', '=', visit or '')])
        if not found:
            raise UserError(gettext('health_precare.msg_no_reference'))
        action['domains'] = []
        action['pyson_domain'] = json.dumps([['id', 'in', [check.id for check in found]]])
        return action, {'res_id': [check.id for check in found]}


def location(database, ref):
    """The review in the web client, at this reference."""
    ref = re.sub('[^A-Za-z0-9-]', '', ref)[:32]
    domain = json.dumps([['ref', '=', ref]], separators=(',', ':'))
    return '/#%s/model/gnuhealth.precare.check;domain=%s&name=%s' % (
        quote(database, safe=''), quote(domain, safe=''), quote('"Safety review"', safe=''))


@app.route('/<string:database_name>/precare/<string:ref>', methods=['GET'])
def reference(request, database_name, ref):
    return Response(status=HTTPStatus.SEE_OTHER, headers={
        'Location': location(database_name, ref), 'Cache-Control': 'no-store', 'Referrer-Policy': 'no-referrer'})
