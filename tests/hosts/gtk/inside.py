# SPDX-License-Identifier: MIT
"""Inside a GTK client's own process (its venv's Python): starts the client as its own program does, and does
at its windows what a line on standard input asks: {"do": NAME, "with": {...}}; the answer is a line too.
Only the last step of a user's is left out, the pointer: a button's own signal is sent, a cell is edited by
its own editor. For who has a pointer, `place` says where to go. Started by ../gtk_client.py with the package's name and the client's own arguments."""
import datetime
import importlib
import json
import os
import sys
import traceback

os.environ.update(UBUNTU_MENUPROXY='0', LIBOVERLAY_SCROLLBAR='0')  # as the clients' own start scripts
package = sys.argv.pop(1)
client = importlib.import_module(package + '.client')
from gi.repository import Gdk, GLib, Gtk  # noqa: E402  (the client has chosen its version)

import places  # noqa: E402

gui = importlib.import_module(package + '.gui')
common = importlib.import_module(package + '.common')


# ---- windows -------------------------------------------------------------------------------------

def tops():
    """The windows that are seen, the one in front first: what waits for an answer before what it is about."""
    known = gui.Main().get_windows() if gui.Main._instance else []
    try:
        every = Gtk.Window.list_toplevels()
    except TypeError:  # one of them is just being torn down; the program's own are listed without it
        every = known
    seen = [one for one in every if one.get_mapped() and one.get_window_type() == Gtk.WindowType.TOPLEVEL]
    return sorted(seen, key=lambda one: (not one.get_modal(), known.index(one) if one in known else -1))


def parts(widget):
    """A widget and what is seen inside it, in order."""
    if not widget.get_visible():
        return
    yield widget
    if isinstance(widget, Gtk.Container):
        children = []
        widget.forall(children.append)  # a dialog's buttons are internal
        for child in children:
            yield from parts(child)


def label_of(button):
    text = button.get_label() or ' '.join(one.get_text() for one in parts(button) if isinstance(one, Gtk.Label))
    return text.replace('__', '\0').replace('_', '').replace('\0', '_')


def buttons_of(top):
    """Those that can be pressed; the heads of a list's columns are none."""
    return [one for one in parts(top) if isinstance(one, (Gtk.Button, Gtk.ToolButton)) and one.get_sensitive()
            and label_of(one) and not isinstance(one.get_parent(), Gtk.TreeView)]


def windows():
    """What stands in each: its kind, its title, its labels, its buttons that can be pressed."""
    seen = []
    for top in tops():
        inside = list(parts(top))
        words = [one.get_text() for one in inside if isinstance(one, Gtk.Label)]
        words += [whole(one.get_buffer()) for one in inside if isinstance(one, Gtk.TextView)]
        seen.append({
            'kind': type(top).__name__, 'title': top.get_title(),
            'alarm': isinstance(top, Gtk.MessageDialog) and top.get_property('message-type').value_nick,
            'text': '\n'.join(one for one in words if one),
            'buttons': [label_of(one) for one in buttons_of(top)]})
    return seen


def press(label):
    """A button of the window in front; what it starts may open a dialog, so this does not wait for it."""
    for one in buttons_of(tops()[0]):
        if label_of(one) == label:
            GLib.idle_add(lambda: one.emit('clicked') and False)
            return
    raise LookupError('no button %s in %s' % (label, windows()[0]))


def say(text):
    """Types into the one entry of the dialog in front."""
    entry, = [one for one in parts(tops()[0]) if isinstance(one, Gtk.Entry)]
    entry.set_text(text)


def place(label=None, field=None, row=None, column=None):
    """Where a pointer finds a button of the window in front, a field's entry, a row of a list or an entry in it."""
    if label:
        return places.of_widget(next(one for one in buttons_of(tops()[0]) if label_of(one) == label))
    if row is not None and column is None:
        return places.of_row(list_of(field).treeview, row)
    widget = list_of(field)._view_forms[row].widgets[column][0] if column else view().widgets[field][0]
    return places.of_widget(next(one for one in parts(widget.widget) if isinstance(one, Gtk.Entry)))


def picture(path):
    root = Gdk.get_default_root_window()
    Gdk.pixbuf_get_from_window(root, 0, 0, root.get_width(), root.get_height()).savev(path, 'png', [], [])


# ---- what is on a screen of the client's -----------------------------------------------------------

def here():
    """The form or wizard in front, as the client keeps it; before no tab a wizard stands before the window."""
    page = gui.Main().get_page() or gui.Main()
    return page.dialogs[-1] if page.dialogs else page


def view():
    return here().screen.current_view


def whole(buffer):
    return buffer.get_text(*buffer.get_bounds(), True)


def text_of(widget):
    """What a form's widget shows."""
    if hasattr(widget, 'screen'):
        return [row['cells'] for row in rows_of(widget.screen.current_view)]
    for one in parts(widget.widget):
        if isinstance(one, Gtk.Entry):
            return one.get_text()
        if isinstance(one, Gtk.CheckButton):
            return one.get_active()
        if isinstance(one, Gtk.TextView):
            return whole(one.get_buffer())
    return None


def fields(names=None):
    """{name: {text, visible, readonly, required, at}} of the form in front; at: x, y, width, height."""
    seen = {}
    for name, widgets in view().widgets.items():
        for widget in widgets:
            if names is None and not name.startswith('precare') and here().screen.model_name.count('precare') == 0:
                continue
            if names is not None and name not in names:
                continue
            area = widget.widget.get_allocation()
            place = widget.widget.translate_coordinates(widget.widget.get_toplevel(), 0, 0) or (0, 0)
            seen[name] = {
                'text': text_of(widget), 'visible': widget.widget.get_mapped(), 'readonly': bool(widget._readonly),
                'required': widget._required_widget.get_style_context().has_class('required'),
                'at': [place[0], place[1], area.width, area.height]}
    return seen


def cut_off(label):
    return label.get_preferred_width()[1] > label.get_allocated_width() > 1


def drawn(form):
    """One row of a list of forms: what each widget shows, and each label that shows a value; and what is cut off."""
    cells = {name: text_of(widgets[0]) for name, widgets in form.widgets.items() if widgets[0].visible}
    labels = [one for one in parts(form.widget)
              if isinstance(one, Gtk.Label) and not getattr(one, 'attrs', {'string': ' '}).get('string', True)]
    cells.update((one.attrs['name'], one.get_text()) for one in labels)
    return {'cells': cells, 'cut': [one.attrs['name'] for one in labels if cut_off(one)]}


def cell_of(tree, store, where, column):
    """What a renderer draws, and whether its column is too narrow for it."""
    column.cell_set_cell_data(store, where, False, False)
    cell = tree.get_column_widget(column).renderer
    if isinstance(cell, Gtk.CellRendererToggle):
        return cell.get_active(), False
    text = (cell.get_property('text') or '') if cell.get_property('visible') else ''
    if not text or not isinstance(cell, Gtk.CellRendererText):
        return text, False
    return text, cell.get_preferred_width(tree.treeview)[1] > column.get_width() > 0


def rows_of(list_view):
    """The rows of a list as they are drawn, each with the columns whose text is cut off."""
    if hasattr(list_view, 'listbox'):
        return [drawn(form) for form in list_view._view_forms]
    store = list_view.treeview.get_model()
    columns = [one for one in list_view.treeview.get_columns() if one.get_visible() and one.name]
    seen = []
    for row in store if store is not None else ():
        cells = {column.name: cell_of(list_view, store, row.iter, column) for column in columns}
        seen.append({'cells': {name: text for name, (text, _) in cells.items()},
                     'cut': [name for name, (_, cut) in cells.items() if cut]})
    return seen


def list_of(field):
    return view().widgets[field][0].screen.current_view if field else view()


def rows(field=None):
    return rows_of(list_of(field))


def heads(field=None):
    """The titles of a list's columns that are seen."""
    titles = []
    for one in list_of(field).treeview.get_columns():
        if one.get_visible() and one.name:
            shown = parts(one.get_widget()) if one.get_widget() else ()
            titles.append(' '.join(part.get_text() for part in shown if isinstance(part, Gtk.Label)) or one.get_title())
    return titles


def tabs():
    """The form's own tabs that are in sight: their titles, and the height that is left for what is in them."""
    return [{'titles': [one.get_tab_label_text(page) or ' '.join(
        part.get_text() for part in parts(one.get_tab_label(page)) if isinstance(part, Gtk.Label))
        for page in one.get_children()], 'height': one.get_nth_page(one.get_current_page()).get_allocated_height()}
        for one in parts(view().widget) if isinstance(one, Gtk.Notebook)]


def tab(title):
    """Turns to one of them."""
    for one in parts(view().widget):
        for number, page in enumerate(one.get_children() if isinstance(one, Gtk.Notebook) else ()):
            if title in [part.get_text() for part in parts(one.get_tab_label(page)) if isinstance(part, Gtk.Label)]:
                one.set_current_page(number)
                return
    raise LookupError('no tab %s: %s' % (title, tabs()))


# ---- what a user does ------------------------------------------------------------------------------

def combo_of(widget):
    return next((one for one in parts(widget) if isinstance(one, Gtk.ComboBox)), None)


def words_of(combo):
    return [row[combo.props.entry_text_column] for row in combo.get_model()]


def choose(combo, text):
    if text not in words_of(combo):
        raise LookupError('%s is not offered: %s' % (text, words_of(combo)))
    combo.set_active(words_of(combo).index(text))


def edited(list_view, row, name):
    """The widget of a row's form; or a cell's own editor, begun, and what ends it."""
    if hasattr(list_view, 'listbox'):
        widget = list_view._view_forms[row].widgets[name][0]
        return widget.widget, lambda: GLib.idle_add(lambda: widget._focus_out() and False)
    column, = [one for one in list_view.treeview.get_columns() if one.name == name and one.get_visible()]
    list_view.treeview.set_cursor(Gtk.TreePath(row), column, start_editing=True)
    cell = list_view.get_column_widget(column)
    editor = getattr(cell, 'editable', None)
    if editor is None:
        raise LookupError('%s of row %d cannot be edited' % (name, row))

    def done():
        if not isinstance(editor, Gtk.ComboBox):
            list_view.treeview.on_editing_done(editor, cell.renderer)
        editor.editing_done()
        editor.remove_widget()

    return editor, done


def fill(row, column, text, field=None):
    """Fills in a cell of a list: one of the words that it offers, or typed."""
    editor, done = edited(list_of(field), row, column)
    if combo_of(editor):
        choose(combo_of(editor), text)
    else:
        next(one for one in parts(editor) if isinstance(one, Gtk.Entry)).set_text(text)
    done()


def offers(row, column, field=None):
    """The words that a cell offers."""
    editor, done = edited(list_of(field), row, column)
    words = words_of(combo_of(editor))
    done()
    return words


def press_row(row, field):
    """The button of a row."""
    list_view = list_of(field)
    for column in list_view.treeview.get_columns():
        cell = column.get_cells()[-1]
        if type(cell).__name__ == 'CellRendererButton':
            GLib.idle_add(lambda: cell.emit('clicked', str(row)) and False)
            return
    raise LookupError('no button in the rows of ' + field)


def put(field, text):
    """Types into a form's entry, or chooses a combo's row of that text, and leaves it."""
    widget = view().widgets[field][0]
    if combo_of(widget.widget):
        choose(combo_of(widget.widget), text)
    for one in parts(widget.widget):
        if isinstance(one, Gtk.TextView):
            one.get_buffer().set_text(text)
        elif isinstance(one, Gtk.Entry) and not combo_of(widget.widget):
            one.set_text(text)
    GLib.idle_add(lambda: widget.sig_activate() and False)


def at(field, instant):
    """Puts a time into the record below a widget, and shows it: typing one is not what is tested."""
    record = here().screen.current_record
    record[field].set_client(record, datetime.datetime.fromisoformat(instant))
    here().screen.display()


def pick(text):
    """In a search dialog: the row of that text, and its button."""
    list_view = view()
    for number, row in enumerate(rows_of(list_view)):
        if text in row['cells'].values():
            list_view.treeview.get_selection().unselect_all()
            list_view.treeview.set_cursor(Gtk.TreePath(number), None, False)
            list_view.treeview.get_selection().select_path(Gtk.TreePath(number))
            press('OK')
            return
    raise LookupError('no row %s: %s' % (text, rows_of(list_view)))


def open_(model, record=None, mode=('form', 'tree')):
    """A tab of the main window, opened by the client's own code."""
    window = importlib.import_module(package + '.gui.window').Window
    GLib.idle_add(lambda: window.create(model, res_id=record, mode=list(mode)) and False)


def shown():
    """What is in front: its model, its record, the kind of its view; and how many dialogs stand before the tab."""
    if not ready():
        return [None, None, None, 0]
    screen = getattr(here(), 'screen', None)
    dialogs = len((gui.Main().get_page() or gui.Main()).dialogs)
    if screen is None or screen.current_view is None:
        return [None, None, None, dialogs]
    record = screen.current_record
    return [screen.model_name, record.id if record else None, screen.current_view.view_type, dialogs]


def close():
    """All tabs, without asking."""
    main = gui.Main()
    while main.get_page():
        main.get_page().screen.current_record = None
        main._win_del()


def ready():
    """Whether the client is logged in; its window is then as large as the display, as a window manager would do."""
    main = gui.Main._instance
    if not main or not main.window or not getattr(main, 'menu_screen', None):
        return False
    root = Gdk.get_default_root_window()
    main.window.move(0, 0)
    main.window.resize(root.get_width(), root.get_height())
    return True


def menu(path):
    """An entry of the menu, opened by what a double click calls (which itself asks for the pointer's event)."""
    tree = gui.Main().menu_screen.current_view.treeview
    level, place = tree.get_model(), None
    for name in path:
        if place is not None:
            tree.expand_row(place, False)
        found = None
        where = level.get_iter_first() if place is None else level.iter_children(level.get_iter(place))
        while where is not None and found is None:
            record = level.get_value(where, 0)
            if record['name'].get_client(record) == name:
                found = level.get_path(where)
            where = level.iter_next(where)
        if found is None:
            raise LookupError('no %s in the menu' % name)
        place = found
    tree.set_cursor(place, None, False)
    GLib.idle_add(lambda: gui.Main().menu_row_activate() and False)


COMMANDS = {one.__name__.rstrip('_'): one for one in (
    windows, press, say, place, picture, fields, rows, heads, fill, offers, press_row, put, at, pick, tabs, tab, open_, shown,
    close, ready, menu)}
answers = os.fdopen(os.dup(1), 'w')
os.dup2(2, 1)  # what the client prints is none


def asked(source, condition):
    line = sys.stdin.readline()
    if not line:
        os._exit(0)
    question = json.loads(line)
    try:
        answer = {'is': COMMANDS[question['do']](**question.get('with') or {})}
    except Exception:
        answer = {'error': traceback.format_exc()}
    answers.write(json.dumps(answer, default=str) + '\n')
    answers.flush()
    return True


GLib.io_add_watch(0, GLib.PRIORITY_DEFAULT_IDLE + 50, GLib.IO_IN | GLib.IO_HUP, asked)
client.main()
