/* SPDX-License-Identifier: MIT
 *
 * The pages of the codes (precare explain-code, and the help texts of SARIF): what a code means,
 * the mistake, what to type. Written for the person who edits rules. Pure data, any thread; in the
 * order of the codes.
 */
#include <string.h>

#include "base/fault.h"

/* clang-format off */
static const struct fault_page pages[] = {
    {"Y001", "a tab in the indentation",
     "What belongs to what is told by how far a line is indented. A tab is as wide as each editor likes, so a line with\n"
     "one could belong to one thing on your screen and to another here. Indentation is made of spaces, two a step.\n\n"
     "Not:   rules:\n       <tab>- id: mn-age\n\n"
     "But:   rules:\n         - id: mn-age\n\n"
     "Most editors can do this for you: \"Insert spaces when pressing tab\", \"Convert indentation to spaces\".\n"},
    {"Y002", "more than one document in a file",
     "A line of three dashes begins a new document. Some programs read the first one only and drop the rest without a\n"
     "word. One file is one document; the three dashes may stand once, above the first line.\n\n"
     "Not:   format: precare-rules/1\n       rules: ...\n       ---\n       rules: ...\n\n"
     "But:   one list under \"rules:\", or two files.\n"},
    {"Y003", "an anchor, an alias or a merge key (&, *, <<)",
     "With & and * a part of a file can be repeated elsewhere by a name. Whoever signs a rule must see all of it in its\n"
     "place, so nothing of this kind is read. The same signs at the start of an ordinary text need quotes.\n\n"
     "Not:   if: *same-as-above\n       say: *** ask the doctor\n\n"
     "But:   if: {condition: {in: keloid, site: anywhere}}\n       say: \"*** ask the doctor\"\n\n"
     "What is wanted in many places belongs in a list (lists:) or in a number with a name (parameters:).\n"},
    {"Y004", "a tag or a directive (!, %)",
     "A text that begins with ! or a line that begins with % is a command to the reading program. Rules have none: what\n"
     "you see is all there is.\n\n"
     "Not:   title: !important Ask about keloids\n       %YAML 1.2\n\n"
     "But:   title: \"!important Ask about keloids\"\n       (and no line with %)\n"},
    {"Y005", "a bare yes, no, on, off, true, false, null, ~, y or n",
     "Without quotes some programs read these words as true, false or nothing, others as text, in any case (\"NO\" is also\n"
     "a country). They are refused everywhere, also where a text is expected, and as keys.\n\n"
     "Not:   answer: {to: consent, is: yes}\n       aliases: [no, off]\n\n"
     "But:   answer: {to: consent, is: recorded}\n       aliases: [\"no\", \"off\"]\n"},
    {"Y006", "bare numbers with a colon",
     "Without quotes some programs read 12:30 as a time, others as a number of seconds: 12:00:00 becomes 43200.\n\n"
     "Not:   opens: 12:30\n\nBut:   opens: \"12:30\"\n"},
    {"Y007", "a bare decimal number",
     "Without quotes programs round such numbers or drop their last zero: the version 1.10 becomes 1.1.\n\n"
     "Not:   version: 1.10\n       below: 0.5\n\nBut:   version: \"1.10\"\n       below: \"0.5\"\n"},
    {"Y008", "a date without quotes",
     "Without quotes some programs turn a date into another form, or shift it by the time zone. A month alone (2026-11)\n"
     "is a date too.\n\n"
     "Not:   effective-from: 2026-12-01\n\nBut:   effective-from: \"2026-12-01\"\n"},
    {"Y009", "a number that begins with a zero",
     "Some programs count a number with a leading zero in eights (010 becomes 8); and 07 may be a slip for 70.\n\n"
     "Not:   taken-within: 07 days before appointment\n       code: 007\n\n"
     "But:   taken-within: 7 days before appointment\n       code: \"007\"\n"},
    {"Y010", "the same key twice",
     "Of two equal keys in one place only one could count, and nobody would see which. Often the second one was meant for\n"
     "another rule and stands too far to the right or left.\n\n"
     "Not:   then:\n         severity: hold\n         severity: warn\n\n"
     "But:   then:\n         severity: hold\n"},
    {"Y011", "too deep, too long or too large",
     "A file may have 1 MiB, a text 64 KiB, and things may stand 16 levels inside each other. Nothing real comes near. It\n"
     "usually is a bracket too many, or a quote that was never closed.\n\n"
     "Close the quote or the bracket; divide a file that has become too large into several.\n"},
    {"Y013", "a character that is not what it seems",
     "Some characters look like a space and are none (the no-break space of web pages), some are invisible, some turn the\n"
     "direction of a line so that it reads otherwise than it is. A medicine's name with one of them would match nothing.\n"
     "They are refused wherever they stand, also when written as an escape (\"\\u00a0\"). The file itself must be UTF-8.\n\n"
     "Type the words anew instead of pasting them; in the editor choose \"Save with encoding: UTF-8\". A byte order mark\n"
     "at the start and Windows line ends are fine.\n"},
    {"Y014", "nothing after the colon",
     "An empty place can mean \"none\", \"not yet\" or \"forgotten\", and nobody can tell which. It also happens when the lines\n"
     "that belong to a key do not begin further to the right than the key.\n\n"
     "Not:   review-by:\n\n       if:\n       condition: {in: keloid, site: anywhere}\n\n"
     "But:   review-by: \"2027-06-01\"\n\n       if:\n         condition: {in: keloid, site: anywhere}\n"},
    {"Y099", "this cannot be read",
     "The file does not have the form of keys, values and lists at this place, and nothing after it can be trusted. The\n"
     "usual causes: a text with a colon and a space in it, or one that begins with a brace or a quote and goes on after\n"
     "its end; a quote or bracket that is not closed; a line that does not begin in the same column as its neighbours.\n\n"
     "Not:   title: Microneedling: who can be treated\n       say: {matched} was used too late\n\n"
     "But:   title: \"Microneedling: who can be treated\"\n       say: \"{matched} was used too late\"\n"},
    {"S201", "an unknown key",
     "Every key must be one of those that this place knows: a misspelt key would be ignored, and a rule would do less than\n"
     "it says. The message names the nearest known key, or all of them.\n\n"
     "Not:   serverity: hold\n\nBut:   severity: hold\n"},
    {"S202", "two conditions side by side, or two things that exclude each other",
     "Two conditions in one place could mean \"both\" or \"either\". Say which with all: or any:. The same code is given where\n"
     "two keys of one condition cannot both be meant.\n\n"
     "Not:   if:\n         patient.age: {below: 22 years}\n         condition: {in: keloid, site: anywhere}\n\n"
     "But:   if:\n         all:\n           - patient.age: {below: 22 years}\n           - condition: {in: keloid, site: anywhere}\n"},
    {"S203", "something required is missing, or a list is empty",
     "The place named is the first key of the group that lacks it. An empty list is refused because it could mean \"none\"\n"
     "or \"forgotten\": leave the key out if nothing is meant.\n\n"
     "Not:   - id: mn-age\n         title: \"Too young\"\n\n"
     "But:   - id: mn-age\n         title: \"Too young\"\n         source: {ref: article, basis: stated}\n         when: ...\n"},
    {"S204", "not one of the choices",
     "Here only certain words are known: the moments, the severities, the names of your own lists, sites, roles, reasons,\n"
     "rules or parameters. A word that is not known would match nothing, for ever, and nobody would notice.\n\n"
     "Not:   when: {at: [bookings], procedure: micro-needling}\n\nBut:   when: {at: [booking], procedure: microneedling}\n"},
    {"S205", "not a length of time, age, number, date or name as this place needs it",
     "A length is a whole number from 1 and a unit: hours, days, weeks, months, years. A window also says from where it is\n"
     "counted. Ages are in years, slots in minutes, prices have a currency. A name is of lower-case letters, digits and\n"
     "dashes. The name of a parameter may stand instead of a number.\n\n"
     "Not:   taken-within: 7 before appointment\n       below: 22\n\n"
     "But:   taken-within: 7 days before appointment\n       below: 22 years\n"},
    {"S206", "the wrong shape",
     "A list stands where one word is needed, one word where a list is needed, or a word where keys with values are needed.\n\n"
     "Not:   if:\n         - condition: {in: keloid, site: anywhere}\n       items: tretinoin, adapalene\n\n"
     "But:   if:\n         condition: {in: keloid, site: anywhere}\n       items: [tretinoin, adapalene]\n"},
    {"T101", "a day that does not exist",
     "The calendar has no such day: the month is not 1 to 12, or the month has fewer days in that year.\n\n"
     "Not:   review-by: \"2027-02-29\"\n\nBut:   review-by: \"2027-02-28\"\n"},
    {"X301", "defined twice",
     "A list, a site, a persona, a reason or a rule has this name already, in this file or in another one of the\n"
     "directory. The message names both places. Ids are never used again, also not those of retired rules.\n\n"
     "Give one of them another name, or delete it.\n"},
    {"X302", "a placeholder that is not allowed here, or a clinical word in an alert",
     "Texts know {matched}, {treatment-area}, {region}, {move-to}, {due} and {procedure}; {{ is a brace. What an alert says\n"
     "leaves the chart and stands in a chat: it takes no placeholder and no word of a list of conditions, medications,\n"
     "allergies or reactions.\n\n"
     "Not:   alert: {channel: clinical-lead, say: \"{matched} was used\"}\n\n"
     "But:   alert: {channel: clinical-lead, say: \"A pre-care stop was missed. Open the review list.\"}\n"},
    {"X303", "a rule of warn or more does not say what \"unknown\" means",
     "A fact that a rule needs may not be known. A rule that warns, holds, blocks or is urgent must say what happens then:\n"
     "a question, or a reason in words why none is asked. And \"otherwise\" must be there when the question must be answered\n"
     "before the rule's last moment.\n\n"
     "But:   if-unknown:\n         ask: \"Does the patient use a retinoid? When was it last used?\"\n         of: patient\n"
     "         answer-by: check-in\n         otherwise: warn\n\n"
     "or:    if-unknown:\n         ignore: \"Nothing depends on it before the visit.\"\n"},
    {"X304", "a circle, or a value outside what is allowed",
     "A list includes itself by way of others, a site is a part of itself, rules cover each other in a circle: nobody could\n"
     "say what is meant. Or a parameter's value lies outside its own \"allowed\".\n\n"
     "Not:   retinoid-stop: {value: 30 days, allowed: 1 day to 14 days}\n\n"
     "But:   a value within the range, or another range, decided by the clinical lead.\n"},
    {"X305", "a text for staff is too long",
     "What a rule says to staff must fit on a card: at most 139 characters, counted with the longest words that can stand in\n"
     "the place of its placeholders.\n\n"
     "Shorten the text; details can stand in a task, or in the rule's title and source.\n"},
    {"X306", "not ready to be active",
     "A rulebook becomes active when somebody approved it, every number and every list of codes is confirmed, all its tests\n"
     "pass and the tests show each rule firing (and asking, where it asks). The message says what is missing.\n\n"
     "Fill it in, or keep \"status: shadow\" meanwhile.\n"},
    {"X307", "a test that tests nothing",
     "The test names a rule, a persona or an item that does not exist, or no rule is evaluated in it at all. Such a test\n"
     "would pass whatever the rules do.\n\n"
     "Correct the name, or give the test an appointment, a date and a moment at which a rule is in force.\n"},
    {"X308", "a block without a reason, an end in the past, or a change of something that has changed",
     "A rule with the severity block must say why beside it (because:). A change that ends (until:) must end in the future. A\n"
     "change that names what it saw (seen:) is refused when the rule has changed since.\n\n"
     "But:   then:\n         severity: block\n         because: \"Isotretinoin within six months: risk of scarring.\"\n\n"
     "For a stale \"seen\": read the rule as it is now, decide anew, and write its new fingerprint.\n"},
    {"X309", "a rule that can never fire",
     "Its conditions exclude each other, or whenever they hold its excuse (unless:) holds too. It would look like safety and\n"
     "be none.\n\n"
     "Not:   all: [patient.age: {below: 18 years}, patient.age: {at-least: 22 years}]\n\n"
     "But:   any: ..., or the number that was meant.\n"},
    {"W401", "a name of one list is a word of a name in another",
     "A chart that says \"fever blister\" matches \"fever\" too: names are compared word by word. It may be meant, or not.\n\n"
     "If it is not meant, take the longer name out of the list with the shorter one:\n\n"
     "       except: {items: [\"fever blister\"]}\n"},
    {"W402", "the day of the review is past",
     "After \"review-by\" every result says that the rules are out of review, or, with \"after-review-date: stop\", the\n"
     "rulebook is not evaluated any more.\n\n"
     "Go through the rules, raise the version, and set the next day.\n"},
    {"W403", "no test expects a finding of this rule",
     "A rule that no test has seen at work may never work. Write one test that expects it and one in which it stays quiet.\n\n"
     "       - name: \"Under 22 on the day: hold\"\n         at: booking\n         today: \"2026-12-01\"\n"
     "         patient: {like: well-adult, born: \"2006-01-01\"}\n"
     "         appointment: {procedure: microneedling, date: \"2027-01-12\", site: face}\n"
     "         expect: {overall: hold, findings: [{rule: mn-age, outcome: hold}]}\n"},
    {"W404", "the same name twice in one list",
     "Names are compared without regard to case, hyphens and spaces, so these two are one. Delete one of them.\n"},
    {"W405", "a parameter that nothing uses",
     "Whoever changes this number changes nothing. Let a rule use its name in the place of a number, or delete it.\n"},
    {"W406", "a sentence with {move-to}, and no day to name",
     "The rule suggests no day, so people would read \"a later date\". Say beside the sentence how the day is counted:\n\n"
     "       suggest: {move-to: 7 days after match}\n"},
    {"A501", "a configuration that cannot be opened",
     "The file that --config, or PRECARE_CONFIG, names is not there, is no plain file, is longer than 1 MiB, or this user may\n"
     "not read it. Without either the file is /etc/precare/precare.yaml.\n\n"
     "       precare check --config /etc/precare/precare.yaml\n\n"
     "The user of the host, and that of the courier, need to read it. It holds no secret, so mode 0644 is fine.\n"},
    {"A502", "a state directory that cannot be trusted, or opened",
     "What \"state\" names holds what must be told. So nobody but root and its owner may write it, or any directory above it; no\n"
     "part of its path is a link; and it is on a local disk, since locks and syncs of network disks lose alerts.\n\n"
     "       mkdir -m 0700 /var/lib/precare && chown HOST-USER /var/lib/precare\n\n"
     "Where the courier is a user of its own: mode 2770, and the host's user in its group.\n\n"
     "       chmod 2770 /var/lib/precare && chgrp precare /var/lib/precare && usermod -aG precare HOST-USER\n"},
    {"A503", "a site key that cannot be used",
     "The key of the keyed hashes is site.key in the state directory (32 bytes, made at the first start), or what\n"
     "\"site-key-from\" names (16 characters or more). It is missing a part, is a link, belongs to somebody else, or others may\n"
     "read it.\n\n"
     "       chmod 0600 /var/lib/precare/site.key\n\n"
     "A key that is lost is made anew when its file is deleted: then what is open is told once more, and no more than that.\n"},
    {"A504", "an outbox that cannot be used",
     "The database outbox.db in the state directory cannot be opened or written: it is damaged, was made by a later version, is\n"
     "a link, lets others in, the disk is read-only, or full before the outbox was ever made.\n\n"
     "A damaged one: stop the host and the courier, move outbox.db, outbox.db-wal and outbox.db-shm away together (never one\n"
     "of them), and put the last copy in their place, or start with none: then what is open is told once more.\n"},
    {"W505", "a state directory on a disk that is full",
     "Alerts are not accepted until there is room, and every hook says so (the note \"not-recorded\"): the host tells people\n"
     "itself. What was stored before still goes out, and is marked as sent: 1 MiB was put aside for that.\n\n"
     "Make room, 4 MiB or more. The courier sees it within a minute, and nothing needs to be started again.\n"},
    {"E401", "an event that is not JSON",
     "The document of an event could not be read as JSON. Line and column are those of the document. Nothing was evaluated.\n"},
    {"E402", "an event beyond the limits",
     "An event has at most 1 MiB, 32 levels, 512 entries a list, 1 KiB a text and 128 bytes an id. Nothing was evaluated.\n"},
    {"E403", "a key of an event that is not known",
     "A key that is not known is refused, because a fact would be lost. Keys of the host's own begin with \"x-\" and are\n"
     "ignored.\n"},
    {"E404", "something that an event must have is missing",
     "An event has format, moment, now and appointment with its start; an entry has a text or a code; a settle has its\n"
     "disposition.\n"},
    {"E405", "a value of an event is of the wrong kind",
     "A number stands where a text is needed, a list where an object is needed, and so on. The value itself is never told.\n"},
    {"E406", "a word of an event that is not one of its vocabulary",
     "Moments, actions, phases, status, use, severity, state and pregnancy are words of closed lists.\n"},
    {"E407", "a text of an event that is no date, instant or number as needed",
     "Dates are \"2026-11-23\", or \"2026-11\" and \"2026\" where no more is known; instants \"2026-11-23T10:00:00-05:00\". \"now\" and\n"
     "the start of the appointment are never partial.\n"},
    {"E408", "a date or time of an event that does not exist",
     "The calendar has no such day, or the clock no such time.\n"},
    {"E409", "a control character in a text of an event",
     "Texts and ids hold no control characters: no line breaks, no tabs, no NUL.\n"},
    {"E410", "a key of an event is there twice",
     "Of two equal keys only one could count, and nobody would see which.\n"},
};
/* clang-format on */

const struct fault_page *fault_pages(size_t *count_r)
{
    *count_r = sizeof pages / sizeof pages[0];
    return pages;
}

const struct fault_page *fault_page_of(const char *code)
{
    for (size_t i = 0; i < sizeof pages / sizeof pages[0]; i++) {
        if (strcmp(pages[i].code, code) == 0) {
            return &pages[i];
        }
    }
    return NULL;
}
