/* SPDX-License-Identifier: MIT
 *
 * The table of error codes: a row a code, with its severity and the room that reports it. A code is
 * this row, its page (plugin/base/pages/CODE.txt: title and text) and an example of what is said
 * (below tests/ROOM/golden); a row without its page does not compile, and a test looks for the
 * example. What is not in the table cannot be reported. Pure data.
 */
#ifndef PRECARE_BASE_FAULT_CODES_H
#define PRECARE_BASE_FAULT_CODES_H

#define FAULT_CODES(ROW)                                                                           \
    ROW(Y001, error, base)                                                                         \
    ROW(Y002, error, base)                                                                         \
    ROW(Y003, error, base)                                                                         \
    ROW(Y004, error, base)                                                                         \
    ROW(Y005, error, base)                                                                         \
    ROW(Y006, error, base)                                                                         \
    ROW(Y007, error, base)                                                                         \
    ROW(Y008, error, base)                                                                         \
    ROW(Y009, error, base)                                                                         \
    ROW(Y010, error, base)                                                                         \
    ROW(Y011, error, base)                                                                         \
    ROW(Y013, error, base)                                                                         \
    ROW(Y014, error, base)                                                                         \
    ROW(Y099, error, base)                                                                         \
    ROW(S201, error, rulebook)                                                                     \
    ROW(S202, error, rulebook)                                                                     \
    ROW(S203, error, rulebook)                                                                     \
    ROW(S204, error, rulebook)                                                                     \
    ROW(S205, error, rulebook)                                                                     \
    ROW(S206, error, rulebook)                                                                     \
    ROW(T101, error, rulebook)                                                                     \
    ROW(X301, error, rulebook)                                                                     \
    ROW(X302, error, rulebook)                                                                     \
    ROW(X303, error, rulebook)                                                                     \
    ROW(X304, error, rulebook)                                                                     \
    ROW(X305, error, rulebook)                                                                     \
    ROW(X306, error, rulebook)                                                                     \
    ROW(X307, error, rulebook)                                                                     \
    ROW(X308, error, rulebook)                                                                     \
    ROW(X309, error, rulebook)                                                                     \
    ROW(W401, warning, rulebook)                                                                   \
    ROW(W402, warning, rulebook)                                                                   \
    ROW(W403, warning, rulebook)                                                                   \
    ROW(W404, warning, rulebook)                                                                   \
    ROW(W405, warning, rulebook)                                                                   \
    ROW(W406, warning, rulebook)                                                                   \
    ROW(W407, warning, rulebook)                                                                   \
    ROW(W408, warning, rulebook)                                                                   \
    ROW(W409, warning, rulebook)                                                                   \
    ROW(W410, warning, rulebook)                                                                   \
    ROW(W411, warning, rulebook)                                                                   \
    ROW(W412, warning, rulebook)                                                                   \
    ROW(W413, warning, rulebook)                                                                   \
    ROW(A501, error, outbox)                                                                       \
    ROW(A502, error, outbox)                                                                       \
    ROW(A503, error, outbox)                                                                       \
    ROW(A504, error, outbox)                                                                       \
    ROW(A505, error, rulebook)                                                                     \
    ROW(A506, error, cli)                                                                          \
    ROW(A507, error, config)                                                                       \
    ROW(W505, warning, outbox)                                                                     \
    ROW(W506, warning, cli)                                                                        \
    ROW(W507, warning, config)                                                                     \
    ROW(E401, error, visit)                                                                        \
    ROW(E402, error, visit)                                                                        \
    ROW(E403, error, visit)                                                                        \
    ROW(E404, error, visit)                                                                        \
    ROW(E405, error, visit)                                                                        \
    ROW(E406, error, visit)                                                                        \
    ROW(E407, error, visit)                                                                        \
    ROW(E408, error, visit)                                                                        \
    ROW(E409, error, visit)                                                                        \
    ROW(E410, error, visit)                                                                        \
    ROW(E411, error, form)                                                                         \
    ROW(E412, error, form)                                                                         \
    ROW(E413, error, form)                                                                         \
    ROW(E414, error, form)                                                                         \
    ROW(E415, error, form)                                                                         \
    ROW(E416, error, visit)                                                                        \
    ROW(E417, error, cds)

enum fault_code {
#define FAULT_CODE_ENUM(code, severity, room) FAULT_##code,
    FAULT_CODES(FAULT_CODE_ENUM)
#undef FAULT_CODE_ENUM
    FAULT_CODE_COUNT
};

#endif
