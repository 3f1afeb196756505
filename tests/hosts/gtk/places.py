# SPDX-License-Identifier: MIT
"""Where on the display something stands, for a pointer: the window to which keys go then, and the middle of a
widget, or of a list's row. Used by inside.py."""
from gi.repository import GdkX11, Gtk


def window_of(widget):
    return GdkX11.X11Window.get_xid(widget.get_toplevel().get_window())


def of_widget(widget):
    _, left, top = widget.get_window().get_origin()
    area = widget.get_allocation()
    if widget.get_has_window():
        area.x = area.y = 0
    return [window_of(widget), left + area.x + area.width // 2, top + area.y + area.height // 2]


def of_row(tree, number):
    """Of the first column that is seen, the middle of this row."""
    column = next(one for one in tree.get_columns() if one.get_visible() and one.get_width() > 20)
    area = tree.get_cell_area(Gtk.TreePath(number), column)
    _, left, top = tree.get_bin_window().get_origin()
    return [window_of(tree), left + area.x + area.width // 2, top + area.y + area.height // 2]
