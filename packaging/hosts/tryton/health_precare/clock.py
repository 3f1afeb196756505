# SPDX-License-Identifier: MIT
"""Days and times as the user reads them, on the clock of the company."""
import datetime
from zoneinfo import ZoneInfo

from trytond.i18n import gettext
from trytond.pool import Pool
from trytond.transaction import Transaction

UTC = datetime.timezone.utc


def clock(at):
    """An instant (text), or a time as the host keeps it (UTC, naive), as the company's clock shows it."""
    if isinstance(at, str):
        at = datetime.datetime.fromisoformat(at)
    pool, context = Pool(), Transaction().context
    with Transaction().set_context(_check_access=False):
        company = pool.get('company.company')(context['company']) if context.get('company') else None
        zone = ZoneInfo(company.timezone if company and company.timezone else 'UTC')
    return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(zone)


def naive(instant):
    """An instant (text) as the host keeps it; None: there is none."""
    if not instant:
        return None
    return datetime.datetime.fromisoformat(instant).astimezone(UTC).replace(tzinfo=None)


def day_words(day):
    """A date as the user reads it: "Fri 8 Jan 2027"."""
    return Pool().get('ir.lang').get().strftime(day, '%%a %d %%b %%Y' % day.day)


def time_words(start):
    """A time as the user reads it: "Fri 8 Jan 2027, 10:00"."""
    here = clock(start)
    return '%s, %s' % (day_words(here), here.strftime('%H:%M'))


def before(start):
    """By when somebody is to be asked: before the visit, at its day and time; once that is past, now."""
    if start is None or start <= datetime.datetime.now(UTC).replace(tzinfo=None):
        return gettext('health_precare.msg_now')
    return gettext('health_precare.msg_before', start=time_words(start))
