// SPDX-License-Identifier: MIT
//
// The same windows for users whose language is Spanish: what our module says is said in it, and nothing of ours in
// English (given.english: patterns of each word of ours, made of its locale/es.po). Used by steps.js.
'use strict';
const { Client } = require('./client.js');

// Of a tab, where the host's own words stand beside ours, sentences alone; of a dialog of ours every word. What a rule
// says may hold such words, but does not begin with them.
function english(text, patterns, whole) {
  return patterns.filter(one => whole || one.sentence).map(one => one.like)
    .filter(like => new RegExp(`^\\W*${like}\\W*$`, 'im').test(text) || (like.length > 20 && new RegExp(`^\\W*${like}`, 'im').test(text)));
}

function steps({ browser, given, ids, holds }) {
  let desk, doctor;

  function clean(what, text, whole) {
    const found = english(text, given.english, whole);
    holds(`in Spanish, ${what} has no English of ours`, found.length === 0, found.join(' | ') + ' in: ' + text);
  }

  // A wizard by its button: all its words are ours, but for questions, which are the rules'; then out.
  async function through(client, button, name, out, says, whole = true) {
    await client.wizard(button);
    await client.shot(name);
    const text = await client.text();
    clean(`"${button}"`, text, whole);
    holds(`and says what it should: ${says.source}`, says.test(text), text);
    await client.press(out);
  }

  return {
    async 'the desk in Spanish'() {
      desk = await Client.open(browser, given);
      await desk.login('mesa', 'Fr0nt-Qwzx-mesa', `/model/gnuhealth.appointment/${ids.bare}`);
      await desk.shot('28-spanish-visit');
      const text = await desk.text();
      clean('a visit', text);
      holds('and it is Spanish', /Preguntas abiertas/.test(text) && /Quedan preguntas/.test(text) &&
        /Formulario enviado el /.test(text) && /Zona de tratamiento/.test(text) && !/^ask$/im.test(text), text);
      await through(desk, 'Preguntar', '29-spanish-ask', 'Cancelar', /Respuesta:[^]*No estoy seguro/, false);
      await through(desk, 'Enviar formulario', '30-spanish-send-form', 'Cerrar', /Dé esta página/);
      await desk.wizard('Formulario recibido');
      clean('"Form came back"', await desk.text(), true);
      await desk.press('Leer');
      clean('what it lacks', await desk.text(), true);
    },

    async 'a hold in Spanish'() {
      await desk.record('gnuhealth.appointment', given.people.waits);
      await desk.shot('31-spanish-hold');
      const text = await desk.text();
      clean('a visit that waits', text);
      holds('and says who decides', /Primero decide un clínico/.test(text) && /Espera a un clínico/.test(text), text);
      await through(desk, 'Decidir', '32-spanish-may-not', 'Cerrar', /Usted no puede decidir esto/);
      await desk.choose('state', 'Checked in');
      await desk.press('Guardar');
      const refused = await desk.text();
      clean('what refuses it', refused, true);
      holds('and says why', /espera a un clínico/.test(refused), refused);
    },

    async 'a clinician in Spanish'() {
      doctor = await Client.open(browser, given);
      await doctor.login('medica', 'Fr0nt-Qwzx-medica', `/model/gnuhealth.appointment/${given.people.waits}`);
      await through(doctor, 'Decidir', '33-spanish-go-on', 'Decidir después', /elija un motivo/i);
      await doctor.menu('Health', 'Revisión de seguridad');
      await doctor.shot('34-spanish-review');
      clean('the review', await doctor.text());
      await doctor.open('Elena', 'Cambiar');
      const text = await doctor.text();
      clean('a check', text);
      holds('and is Spanish', /Primero decide un clínico/.test(text) && /Preguntas abiertas|Encontrado/.test(text), text);
    },
  };
}

module.exports = { steps };
