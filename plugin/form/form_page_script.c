/* SPDX-License-Identifier: MIT
 *
 * What a form's page can do more with a script: keep what was typed in sessionStorage until it is
 * saved or sent, leave out what is not shown, save a precare-answers/1 document, print. Pure data,
 * used by form_page.c.
 */
#include <stddef.h>

#include "form/form_page_parts.h"

const char *const form_page_script[] = {
    "(function () {\n",
    "  'use strict';\n",
    "  var form = document.getElementById('form'), said = document.getElementById('said')"
    ";\n",
    "  var hash = form.querySelector('[type=hidden][name=form]').value, by = form.querySe"
    "lector('[type=hidden][name=by]').value;\n",
    "  var key = 'precare-' + hash + '-' + by;\n",
    "  function stored(act) { try { return act(window.sessionStorage); } catch (e) { retu"
    "rn null; } }\n",
    "  function shown(el) { return el.type === 'hidden' || el.getClientRects().length > 0"
    "; }\n",
    "  function today() {\n",
    "    var d = new Date();\n",
    "    return d.getFullYear() + '-' + ('0' + (d.getMonth() + 1)).slice(-2) + '-' + ('0'"
    " + d.getDate()).slice(-2);\n",
    "  }\n",
    "  function filled(el) {\n",
    "    return el.name && (el.type === 'radio' || el.type === 'checkbox' ? el.checked : "
    "el.value.trim() !== '');\n",
    "  }\n",
    "  function keep() {\n",
    "    var all = [];\n",
    "    Array.prototype.forEach.call(form.elements, function (el, i) {\n",
    "      if (filled(el) && el.type !== 'hidden') all.push([i, el.name, el.value]);\n",
    "    });\n",
    "    stored(function (s) { s.setItem(key, JSON.stringify(all)); });\n",
    "  }\n",
    "  function forget() { stored(function (s) { s.removeItem(key); }); }\n",
    "  function restore() {\n",
    "    (JSON.parse(stored(function (s) { return s.getItem(key); }) || '[]')).forEach(fu"
    "nction (one) {\n",
    "      var el = form.elements[one[0]];\n",
    "      if (!el || el.name !== one[1]) return;\n",
    "      if (el.type === 'radio' || el.type === 'checkbox') el.checked = el.value === o"
    "ne[2]; else el.value = one[2];\n",
    "    });\n",
    "  }\n",
    "  var parts = {};\n",
    "  form.querySelectorAll('.part select').forEach(function (el) { parts[el.name] = tru"
    "e; });\n",
    "  function answered() {\n",
    "    var answers = {};\n",
    "    Array.prototype.forEach.call(form.elements, function (el) {\n",
    "      if (!filled(el) || !shown(el) || el.type === 'hidden') return;\n",
    "      var value = el.value.trim(), before = answers[el.name];\n",
    "      answers[el.name] = before === undefined ? value : [].concat(before, value);\n",
    "    });\n",
    "    Object.keys(answers).forEach(function (name) {\n",
    "      if (parts[name]) answers[name] = [].concat(answers[name]).join(' ');\n",
    "    });\n",
    "    return { format: 'precare-answers/1', form: hash, by: by,\n",
    "      on: today(), answers: answers };\n",
    "  }\n",
    "  function save() {\n",
    "    if (!form.reportValidity()) return;\n",
    "    var link = document.createElement('a');\n",
    "    link.href = URL.createObjectURL(new Blob([JSON.stringify(answered(), null, 1) + "
    "'\\n'], { type: 'application/json' }));\n",
    "    link.download = 'answers.json';\n",
    "    document.body.appendChild(link);\n",
    "    link.click();\n",
    "    link.remove();\n",
    "    setTimeout(function () { URL.revokeObjectURL(link.href); }, 60000);\n",
    "    forget();\n",
    "    said.textContent = said.dataset.saved;\n",
    "  }\n",
    "  document.querySelectorAll('.script').forEach(function (el) { el.hidden = false; })"
    ";\n",
    "  document.getElementById('save').addEventListener('click', save);\n",
    "  document.getElementById('print').addEventListener('click', function () { window.pr"
    "int(); });\n",
    "  form.addEventListener('input', function () { said.textContent = ''; keep(); });\n",
    "  form.addEventListener('submit', function (event) {\n",
    "    if (!form.hasAttribute('action')) { event.preventDefault(); save(); return; }\n",
    "    forget();\n",
    "  });\n",
    "  form.addEventListener('formdata', function (event) {\n",
    "    Array.prototype.forEach.call(form.elements, function (el) {\n",
    "      if (el.name && !shown(el)) event.formData.delete(el.name);\n",
    "    });\n",
    "    event.formData.append('on', today());\n",
    "  });\n",
    "  restore();\n",
    "}());\n",
    NULL};
