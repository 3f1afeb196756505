// SPDX-License-Identifier: MIT
//
// The check before the save, in OpenEMR's dialog of an appointment (add_edit_event.php): a click on Save or Create
// Duplicate asks check.php first, shows what was found, and goes on when the desk says so. What comes from the chart is put
// in as text, never as HTML. A check that cannot be made is shown as NOT CHECKED, and stops nothing.
(function () {
  'use strict';
  const settings = window.precareSettings;
  const asked = ['form_save', 'form_duplicate']; // ids of OpenEMR's buttons
  const limit = 20000; // milliseconds
  let passing = false; // the click that we make ourselves
  let accepted = '';   // the fields as they were when the desk went on
  let busy = false;

  // ---- small makers ----

  function make(name, text, properties) {
    const made = document.createElement(name);
    if (text) {
      made.textContent = text;
    }
    return Object.assign(made, properties || {});
  }

  function list(texts) {
    const made = make('ul');
    for (const text of texts) {
      made.appendChild(make('li', text));
    }
    return made;
  }

  function button(text, kind, onclick) {
    return make('button', text, { type: 'button', className: 'btn btn-' + kind + ' mr-2', onclick });
  }

  // ---- asking ----

  function fields(form) {
    const sent = new URLSearchParams();
    for (const [name, value] of new FormData(form)) {
      if (/^(form_|facility$|recurr_affect$|selected_date$|days_every_week$)/.test(name) && typeof value === 'string') {
        sent.append(name === 'form_provider[]' ? 'form_provider' : name, value);
      }
    }
    return sent;
  }

  async function ask(sent) {
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(), limit);
    try {
      if (window.top.restoreSession) {
        window.top.restoreSession(); // OpenEMR's cookie, where two of its windows are open
      }
      const answer = await fetch(settings.url, { method: 'POST', body: sent, credentials: 'same-origin', signal: stop.signal });
      const read = await answer.json();
      return answer.ok ? read : { failed: read.error || 'The check answered ' + answer.status + '.' };
    } catch (fault) {
      return { failed: 'The check could not be reached.' };
    } finally {
      clearTimeout(timer);
    }
  }

  function request(form, more) {
    const sent = fields(form);
    for (const [name, value] of Object.entries(more)) {
      sent.set(name, value);
    }
    sent.set('precare_eid', settings.eid);
    sent.set('csrf_token_form', settings.token);
    return ask(sent);
  }

  // ---- showing ----

  const kinds = { block: 'danger', urgent: 'danger', hold: 'danger', warn: 'warning', tasks: 'info', info: 'info' };
  const words = { block: 'BLOCK', urgent: 'URGENT', hold: 'HOLD', warn: 'WARNING', tasks: 'TO DO', info: 'TO KNOW' };

  function panel(title, kind) {
    const old = document.getElementById('precare-panel');
    if (old) {
      old.remove();
    }
    const made = make('section', '', { id: 'precare-panel', className: 'alert alert-' + kind + ' m-2', tabIndex: -1 });
    made.setAttribute('role', 'alertdialog');
    made.setAttribute('aria-label', 'Safety check');
    made.appendChild(make('h5', title));
    return made;
  }

  // A finding, and how to go on over it for who may: a reason that the rule lists, and a note.
  function finding(one, choices) {
    const made = make('div', '', { className: 'border-top pt-2 mt-2 precare-finding' });
    const line = make('p', '', { className: 'mb-1' });
    line.append(make('strong', (words[one.outcome] || one.outcome) + ': '), one.say);
    made.appendChild(line);
    if (one.tasks.length > 0) {
      made.appendChild(list(one.tasks));
    }
    if (one.reasons.length > 0) {
      const reason = make('select', '', { className: 'form-control form-control-sm', name: '' });
      reason.setAttribute('aria-label', 'Go on because');
      reason.appendChild(new Option('Go on because ...', ''));
      one.reasons.forEach(word => reason.appendChild(new Option(word.replace(/-/g, ' '), word)));
      const note = make('input', '', { className: 'form-control form-control-sm mt-1', type: 'text', maxLength: 1000,
        placeholder: one.note === 'required' ? 'Note (required)' : 'Note' });
      note.setAttribute('aria-label', 'Note');
      made.append(reason, note);
      choices.push({ one, reason, note });
    } else if (one.by.length > 0 && one.outcome !== 'info' && one.outcome !== 'tasks') {
      made.appendChild(make('p', 'May decide: ' + one.by.join(', ') + '.', { className: 'mb-1' }));
    }
    return made;
  }

  function question(group, form) {
    const made = make('details', '', { className: 'precare-question' });
    made.append(make('summary', group.title), list(group.asks));
    if (group.list && settings.mayAsk) {
      made.appendChild(button('The whole list was asked today, and is up to date', 'outline-secondary btn-sm', async event => {
        const answer = await request(form, { precare_do: 'asked', list: group.list });
        event.target.disabled = true;
        event.target.textContent = answer.asked ? 'Kept. Press Save to check again.' : answer.failed;
        accepted = '';
      }));
    }
    return made;
  }

  // What was decided, by finding; null where a note is missing.
  function decisions(choices) {
    const made = {};
    for (const { one, reason, note } of choices) {
      if (reason.value && one.note === 'required' && note.value.trim() === '') {
        note.focus();
        return null;
      }
      if (reason.value) {
        made[one.key] = { reason: reason.value, note: note.value.trim() };
      }
    }
    return made;
  }

  function undecided(shown, choices) {
    const decided = new Set(choices.filter(c => c.reason.value).map(c => c.one.key));
    return outcome => shown.findings.some(f => f.outcome === outcome && !decided.has(f.key));
  }

  // The word on the button says what will happen.
  function way(shown, choices) {
    const open = undecided(shown, choices);
    if (shown.overall === 'not-evaluated') {
      return 'Save, not checked';
    }
    return open('block') ? '' : open('hold') ? 'Save as pending, for a clinician' : 'Go on and save';
  }

  function show(shown, form, clicked) {
    const worst = shown.findings[0] ? kinds[shown.findings[0].outcome] : shown.overall === 'not-evaluated' ? 'danger' : 'info';
    const made = panel(shown.title, worst || 'info');
    const choices = [];
    shown.findings.forEach(one => made.appendChild(finding(one, choices)));
    shown.questions.forEach(group => made.appendChild(question(group, form)));
    if (shown.demonstration) {
      made.appendChild(make('p', 'Demonstration: these rules are not approved yet.'));
    }
    const go = button('', 'primary', () => {
      const decided = decisions(choices);
      if (decided !== null) {
        made.remove();
        pass(form, clicked, decided);
      }
    });
    go.id = 'precare-go';
    const refresh = () => {
      go.textContent = way(shown, choices);
      go.hidden = go.textContent === '';
    };
    choices.forEach(choice => choice.reason.addEventListener('change', refresh));
    refresh();
    made.append(go, button('Back', 'secondary', () => made.remove()));
    form.insertBefore(made, form.firstChild);
    made.scrollIntoView();
    made.focus();
  }

  // ---- going on ----

  function pass(form, clicked, decided) {
    let field = form.querySelector('input[name="precare_decisions"]');
    if (!field) {
      field = make('input', '', { type: 'hidden', name: 'precare_decisions' });
      form.appendChild(field);
    }
    field.value = JSON.stringify(decided);
    accepted = fields(form).toString();
    passing = true;
    clicked.click();
    passing = false;
  }

  async function check(form, clicked) {
    busy = true;
    const answer = await request(form, {});
    busy = false;
    if (answer.nothing) {
      pass(form, clicked, {});
    } else if (answer.failed) {
      show({ overall: 'not-evaluated', title: 'NOT CHECKED: ' + answer.failed + ' Check this visit by hand.', findings: [],
        questions: [], demonstration: false }, form, clicked);
    } else if (answer.findings.length === 0 && answer.questions.length === 0 && answer.overall !== 'not-evaluated') {
      pass(form, clicked, {});
    } else {
      show(answer, form, clicked);
    }
  }

  // Before OpenEMR's own listeners, which sit on the buttons.
  document.addEventListener('click', event => {
    const clicked = event.target;
    const form = clicked.form;
    if (passing || !asked.includes(clicked.id) || !form || !form.elements.form_pid || form.elements.form_pid.value === '') {
      return;
    }
    if (fields(form).toString() === accepted) {
      return; // pressed again, with nothing changed since the desk went on
    }
    event.preventDefault();
    event.stopImmediatePropagation();
    if (!busy) {
      check(form, clicked);
    }
  }, true);
})();
