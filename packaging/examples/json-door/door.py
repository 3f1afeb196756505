# SPDX-License-Identifier: MIT
"""The four flat functions of precare.so in Python: door.py PLUGIN.so CONFIG EVENT.json prints the result."""
import ctypes
import sys


class Error(ctypes.Structure):  # precare_error
    _fields_ = [('struct_size', ctypes.c_uint32), ('code', ctypes.c_int32), ('line', ctypes.c_uint32),
                ('column', ctypes.c_uint32), ('where', ctypes.c_char * 256), ('message', ctypes.c_char * 512)]


pointer, number, error_p = ctypes.c_void_p, ctypes.c_uint64, ctypes.POINTER(Error)
so = ctypes.CDLL(sys.argv[1])
so.precare_json_open.argtypes = [ctypes.c_char_p, ctypes.POINTER(pointer), error_p]
so.precare_json_call.argtypes = [pointer, ctypes.c_char_p, ctypes.c_char_p, number, ctypes.POINTER(pointer),
                                 ctypes.POINTER(number), error_p]
so.precare_json_free.argtypes, so.precare_json_free.restype = [pointer], None
so.precare_json_close.argtypes = [pointer]


def show(error):
    print('NOT CHECKED: %s: %s (%d)' % (error.where.decode(), error.message.decode(), error.code), file=sys.stderr)


handle, error = pointer(), Error(struct_size=ctypes.sizeof(Error))
if so.precare_json_open(sys.argv[2].encode(), ctypes.byref(handle), ctypes.byref(error)) < 0:  # above 0 is a note
    show(error)
    sys.exit(1)
with open(sys.argv[3], 'rb') as file:
    event = file.read()
out, length = pointer(), number()
status = so.precare_json_call(handle, b'evaluate', event, len(event), ctypes.byref(out), ctypes.byref(length),
                              ctypes.byref(error))
if status < 0:
    show(error)
if out:  # also of an event that cannot be read: a result that says not-evaluated
    print(ctypes.string_at(out, length.value).decode())
    so.precare_json_free(out)
so.precare_json_close(handle)
sys.exit(1 if status < 0 else 0)
