/* SPDX-License-Identifier: MIT
 *
 * What libyaml complains of, in words that a clinician knows: a dash of a list that is missing
 * (yaml_dash.c), or else the first row of a table whose words fit; the last fits all. Called by
 * yaml.c once a file at most: libyaml cannot go on after a complaint.
 */
#include <stdio.h>
#include <string.h>

#include "base/yaml_parts.h"

/* Where it is told: where libyaml stopped, at the quote that is open, or at the backslash before
 * that. */
enum told_at {
    AT_COMPLAINT,
    AT_QUOTE,
    AT_BACKSLASH
};

struct plain {
    const char *part;    /* of libyaml's words: where it was, or what is wrong; NULL: any */
    const char *problem; /* and this of what is wrong; NULL: any */
    /* what the text at the mark begins with, one of these characters; NULL: any */
    const char *rest;
    enum fault_code code;
    enum told_at told;
    const char *what, *why, *fix;
};

#define INDENT_FIX                                                                                 \
    "Compare with the lines above: what belongs together begins in the same column, what belongs " \
    "below something "                                                                             \
    "begins two spaces to the right."

#define QUOTE_OPEN "the quote that opens here is never closed"
#define QUOTE_FIX                                                                                  \
    "Close the text with the same kind of quote it begins with. A quote inside a text in double "  \
    "quotes is written \\\"."

static const struct plain plains[] = {
    {"scanning an anchor", NULL, NULL, FAULT_Y003, AT_COMPLAINT,
     "a text that begins with & and has no quotes",
     "An & at the start of a text is a command to the program that reads the file, and rules have "
     "none.",
     "Put the text in quotes: \"& ...\""},
    {"scanning an alias", NULL, NULL, FAULT_Y003, AT_COMPLAINT,
     "a text that begins with * and has no quotes",
     "A * at the start of a text is a command to the program that reads the file, and rules have "
     "none.",
     "Put the text in quotes: \"* ...\". For a list, begin each line with \"- \"."},
    {"tag", NULL, NULL, FAULT_Y004, AT_COMPLAINT, "a text that begins with ! and has no quotes",
     "A ! at the start of a text is a command to the program that reads the file, and rules have "
     "none.",
     "Put the text in quotes: \"! ...\""},
    {"directive", NULL, NULL, FAULT_Y004, AT_COMPLAINT, "a line that begins with %",
     "Such a line is an instruction to the reading program. Rules have none: what you see is all "
     "there is.",
     "Delete the line, or put the text in quotes."},
    {"<document start>", NULL, NULL, FAULT_Y002, AT_COMPLAINT,
     "more text after the end of the document",
     "A line of three dots ends the file. What follows it would be a second document, and one file "
     "is one document.",
     "Delete the line with the three dots, or move what follows into a file of its own."},
    {"tab character", NULL, NULL, FAULT_Y001, AT_COMPLAINT, "a tab in the indentation",
     "A tab is as wide as each editor likes, so this line could belong to one thing on your screen "
     "and to another here.",
     "Replace the tab with spaces: two for each step to the right."},
    {"cannot start any token", NULL, "\t", FAULT_Y001, AT_COMPLAINT, "a tab in the indentation",
     "A tab is as wide as each editor likes, so this line could belong to one thing on your screen "
     "and to another here.",
     "Replace the tab with spaces: two for each step to the right."},
    {"cannot start any token", NULL, "%@`", FAULT_Y099, AT_COMPLAINT,
     "a text that begins with this character needs quotes",
     "At the start of a text, %, @ and the backtick are kept for the reading program.",
     "Put the whole text in quotes: \"...\""},
    {"cannot start any token", NULL, NULL, FAULT_Y099, AT_COMPLAINT,
     "a text cannot begin with this character",
     "At the start of a text some characters are kept for the reading program.",
     "Put the whole text in quotes: \"...\""},
    {"mapping values are not allowed", NULL, NULL, FAULT_Y099, AT_COMPLAINT,
     "a second colon in one line, or a line that is too far right",
     "A colon and a space separate a key from its value. A line has only one of them.",
     "If the colon belongs to the text, put the whole text in quotes: title: \"Microneedling: who "
     "can be treated\". "
     "Otherwise check that this line begins in the same column as its neighbours."},
    {"could not find expected ':'", NULL, NULL, FAULT_Y099, AT_COMPLAINT,
     "the line before this one has a word without a colon",
     "In this place every line is a key, a colon, a space and a value.",
     "Write \"key: value\" with a space after the colon. If the line goes on with the text above, "
     "put that text in "
     "quotes."},
    {"block sequence entries are not allowed", NULL, NULL, FAULT_Y099, AT_COMPLAINT,
     "a list cannot begin here",
     "A dash and a space begin an entry of a list, and such an entry stands on a line of its own.",
     "Begin the list on the next line, or put the text in quotes if the dash belongs to it."},
    {"mapping keys are not allowed", NULL, NULL, FAULT_Y099, AT_COMPLAINT,
     "a question mark stands where a key is needed",
     "A question mark and a space at the start are kept for the reading program.",
     "Put the text in quotes: \"? ...\""},
    {"quoted scalar", "end of stream", NULL, FAULT_Y099, AT_QUOTE, QUOTE_OPEN,
     "The closing quote is missing, so everything up to the end of the file was taken for one "
     "text.",
     QUOTE_FIX},
    {"quoted scalar", "document indicator", NULL, FAULT_Y099, AT_QUOTE, QUOTE_OPEN,
     "The closing quote is missing, so the following lines were taken for a part of the text.",
     QUOTE_FIX},
    {"quoted scalar", "invalid Unicode", NULL, FAULT_Y013, AT_BACKSLASH,
     "an escape that stands for no character", "This number is not the number of a character.",
     "Type the character itself."},
    {"quoted scalar", "hexdecimal", NULL, FAULT_Y099, AT_BACKSLASH,
     "a backslash that begins no known escape",
     "In double quotes, \\x, \\u and \\U are followed by the number of a character.",
     "Write \\\\ for a backslash, or use single quotes."},
    {"quoted scalar", "unknown escape", NULL, FAULT_Y099, AT_COMPLAINT,
     "a backslash that begins no known escape",
     "In double quotes a backslash has a meaning of its own.",
     "Write \\\\ for a backslash, or use single quotes."},
    {"block scalar", NULL, NULL, FAULT_Y099, AT_COMPLAINT,
     "the text of several lines is begun in a way that cannot be read",
     "After the | or > at the end of a line nothing but the indented lines below may follow.",
     "Write the whole text in quotes on one line, or let | be the last character of its line."},
    {"block collection", "'-' indicator", NULL, FAULT_Y099, AT_COMPLAINT,
     "this line does not fit the list above it",
     "Every entry of a list begins with a dash, in the same column.", INDENT_FIX},
    {"block mapping", "expected key", "\"'{[", FAULT_Y099, AT_COMPLAINT,
     "this text needs to be in quotes as a whole, or begins in the wrong column",
     "The line could not be joined to what stands above it (it begins at line %u column %u).",
     INDENT_FIX},
    {"block mapping", "expected key", "-", FAULT_Y099, AT_COMPLAINT,
     "an entry of a list, where no list goes on",
     "The key above it has its value already, behind its colon: [] is a whole list, an empty one.",
     "Where it is [], as in \"changes: []\", delete the []: the entries are its list then. Else "
     "the key of "
     "this list is missing above the dash, or the text with the dash needs quotes."},
    {"block mapping", "expected key", NULL, FAULT_Y099, AT_COMPLAINT,
     "this does not fit the lines above it",
     "The group of keys that begins at line %u column %u goes on in that same column. A text that "
     "begins with a quote or "
     "a brace ends with it: nothing may follow.",
     INDENT_FIX
     " A text that begins with { or \" needs quotes around the whole of it: '{matched} was used'."},
    {"flow sequence", NULL, NULL, FAULT_Y099, AT_COMPLAINT,
     "the list in [ ] that begins at line %u column %u lacks a comma or its closing bracket",
     "In [ ] the entries are separated by commas, and a ] ends the list.",
     "Add the missing comma or the closing ]. A text with a comma, a bracket or a colon in it "
     "needs quotes."},
    {"flow mapping", NULL, NULL, FAULT_Y099, AT_COMPLAINT,
     "the group in { } that begins at line %u column %u lacks a comma or its closing brace",
     "In { } the parts are \"key: value\", separated by commas, and a } ends the group.",
     "Add the missing comma or the closing }. A text with a comma, a brace or a colon in it needs "
     "quotes."},
    {"node content", NULL, NULL, FAULT_Y099, AT_COMPLAINT, "something else is expected here",
     "A comma, a bracket or a brace stands where a text should be.",
     "Put texts with such characters in quotes."},
    {NULL, NULL, NULL, FAULT_Y099, AT_COMPLAINT, "this cannot be read",
     "The line does not have the form of keys and values.", INDENT_FIX},
};

static bool yaml_plain_holds(const char *words, const char *part)
{
    return part == NULL || (words != NULL && strstr(words, part) != NULL);
}

static const struct plain *plain_of(const struct yaml_complaint *complaint, struct span rest)
{
    const struct plain *plain = plains;

    for (;; plain++) {
        if (!(yaml_plain_holds(complaint->context, plain->part) ||
              yaml_plain_holds(complaint->problem, plain->part)) ||
            !yaml_plain_holds(complaint->problem, plain->problem)) {
            continue;
        }
        if (plain->rest == NULL ||
            (rest.at != NULL && rest.len && strchr(plain->rest, rest.at[0]) != NULL)) {
            return plain;
        }
    }
}

/* Some rows' texts name where the thing began: %u twice, line and column. */
static void begun_at(char *out, size_t room, const char *text,
                     const struct yaml_complaint *complaint)
{
    const uint32_t numbers[2] = {complaint->context_line, complaint->context_column};
    size_t len = 0;
    uint32_t n = 0;

    for (const char *p = text; *p && len + 12 < room; p++) {
        if (p[0] == '%' && p[1] == 'u' && n < 2) {
            len += (size_t)snprintf(out + len, room - len, "%u", numbers[n++]);
            p++;
        } else {
            out[len++] = *p;
        }
    }
    out[len] = '\0';
}

void yaml_plain_fault(struct yaml_source *s, const struct yaml_complaint *complaint)
{
    if (yaml_dash_fault(s, complaint)) {
        return;
    }
    const struct plain *plain =
        plain_of(complaint, yaml_source_rest(s, complaint->line, complaint->column));
    char what[256], why[512];

    begun_at(what, sizeof what, plain->what, complaint);
    begun_at(why, sizeof why, plain->why, complaint);
    bool at_quote = plain->told == AT_QUOTE;
    uint32_t back = plain->told == AT_BACKSLASH ? 2 : 0;
    struct fault *fault = yaml_source_fault(
        s, plain->code, at_quote ? complaint->context_line : complaint->line,
        at_quote ? complaint->context_column : complaint->column - back, "%s", what);
    fault_why(s->faults, fault, "%s", why);
    fault_fix(s->faults, fault, "%s", plain->fix);
}

void yaml_quote_fault(struct yaml_source *s, const struct yaml_extent *quote)
{
    struct fault *fault =
        yaml_source_fault(s, FAULT_Y099, quote->line, quote->column,
                          "the quote that opens here is closed in line %u", quote->to_line);

    fault_why(s->faults, fault,
              "What stands behind the closing quote does not fit, so a quote is probably missing "
              "where this text was meant to end.");
    fault_fix(s->faults, fault, QUOTE_FIX);
}
