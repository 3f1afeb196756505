/* SPDX-License-Identifier: MIT
 *
 * For tests that judge by a rulebook of their own: what such a text needs and no test is about.
 * The head of a rule file, and the rule `r` around a condition, which judge_conditions fills in.
 */
#ifndef TESTS_SUPPORT_BOOK_H
#define TESTS_SUPPORT_BOOK_H

/* A draft; the one source of its rules is `article`. */
#define BOOK_HEAD                                                                                  \
    "format: precare-rules/1\n"                                                                    \
    "rulebook:\n"                                                                                  \
    "  id: book\n"                                                                                 \
    "  title: \"Test\"\n"                                                                          \
    "  version: \"1.0.0\"\n"                                                                       \
    "  status: draft\n"                                                                            \
    "  owner: {name: \"Lead\", role: clinical-lead}\n"                                             \
    "  review-by: \"2030-01-01\"\n"                                                                \
    "  sources: {article: {title: \"A\", kind: consumer-article}}\n"

/* For a list `needling`, of procedures. An info with an ask. */
#define BOOK_RULE                                                                                  \
    "rules:\n"                                                                                     \
    "  - id: r\n"                                                                                  \
    "    title: \"Rule\"\n"                                                                        \
    "    source: {ref: article, basis: stated}\n"                                                  \
    "    when: {at: [booking, check-in, treatment, follow-up], procedure: needling}\n"             \
    "    if: "
#define BOOK_RULE_ENDS(more)                                                                       \
    "\n    then: {severity: info, say: \"Said.\"}\n"                                               \
    "    if-unknown: {ask: \"What is it?\", of: patient" more "}\n"

#endif
