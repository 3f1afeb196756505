// SPDX-License-Identifier: MIT
//
// precare.so for any host in Java, over the plugin's JSON door (precare.h, section 6): one file, Java 11
// or later on 64-bit Linux, and JNA (Debian: libjna-java). Documents go in and come out as JSON text, so
// that your host keeps the JSON library it has. Any thread may call, and calls run at once. A failed call
// throws PrecareException; an event that cannot be read is answered all the same, with a result that says
// "not-evaluated" and where. Nothing here prints or logs a value of an event.

import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import com.sun.jna.Structure;
import com.sun.jna.ptr.LongByReference;
import com.sun.jna.ptr.PointerByReference;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** One opened configuration. Close it, or use it in a try-with-resources. */
public final class Precare implements AutoCloseable {
    private static final int E_DOCUMENT = -16;
    private static final int E_FAULT = -99;
    private static final List<String> PLACES = List.of(
            "/usr/lib/precare/precare.so", "/usr/lib/x86_64-linux-gnu/precare/precare.so",
            "/usr/lib/aarch64-linux-gnu/precare/precare.so", "/usr/local/lib/precare/precare.so");

    /** A call failed. code is the plugin's status, below 0; where a file or a path of the event. */
    public static final class PrecareException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        public final int code;
        public final String where;
        public final int line;
        public final int column;

        PrecareException(int code, String message, String where, int line, int column) {
            super((where.isEmpty() ? "" : where + (line > 0 ? ":" + line : "") + ": ") + message + " (" + code + ")");
            this.code = code;
            this.where = where;
            this.line = line;
            this.column = column;
        }
    }

    /** What a method answered. status above 0 is a note, never a failure. */
    public static final class Answer {
        public final int status;
        public final String json;
        /** Of an event that could not be read: the path of its fault, else "". */
        public final String where;

        Answer(int status, String json, String where) {
            this.status = status;
            this.json = json;
            this.where = where;
        }
    }

    @Structure.FieldOrder({"struct_size", "code", "line", "column", "where", "message"})
    public static final class Error extends Structure {
        public int struct_size;
        public int code;
        public int line;
        public int column;
        public byte[] where = new byte[256];
        public byte[] message = new byte[512];

        public Error() {
            struct_size = size();
        }

        PrecareException exception(int status) {
            String said = text(message);
            return new PrecareException(status, said.isEmpty() ? "failed" : said, text(where), line, column);
        }

        static String text(byte[] bytes) {
            int end = 0;
            while (end < bytes.length && bytes[end] != 0) {
                end++;
            }
            return new String(bytes, 0, end, StandardCharsets.UTF_8);
        }
    }

    private interface Door extends Library {
        int precare_json_open(byte[] config, PointerByReference handle, Error error);

        int precare_json_call(Pointer handle, byte[] method, byte[] in, long length, PointerByReference out,
                LongByReference outLength, Error error);

        void precare_json_free(Pointer out);

        int precare_json_close(Pointer handle);
    }

    private final Door door;
    private Pointer handle;

    /** Above 0: opened, with a note (2: the last good rules are in use). */
    public final int status;
    public final String note;

    /**
     * @param config precare.yaml; null: the plugin's own default
     * @param plugin precare.so; null: $PRECARE_PLUGIN, else the usual places
     */
    public Precare(String config, String plugin) {
        String path = pluginPath(plugin);
        try {
            door = Native.load(path, Door.class); // stays mapped: the plugin is never unloaded
        } catch (UnsatisfiedLinkError error) {
            throw new PrecareException(-1, "the plugin cannot be loaded", path, 0, 0);
        }
        PointerByReference made = new PointerByReference();
        Error error = new Error();
        try {
            status = door.precare_json_open(config == null ? null : bytes(config), made, error);
        } catch (UnsatisfiedLinkError missing) {
            throw new PrecareException(-1, "not the precare plugin: it has no JSON door", path, 0, 0);
        }
        if (status < 0) {
            throw error.exception(status);
        }
        note = status > 0 ? Error.text(error.message) : "";
        handle = made.getValue();
    }

    /** One method of the JSON door: "evaluate", "needs", "lookup", ...; document may be null. */
    public Answer call(String method, String document) {
        byte[] in = document == null ? null : document.getBytes(StandardCharsets.UTF_8);
        PointerByReference out = new PointerByReference();
        LongByReference length = new LongByReference();
        Error error = new Error();
        int status = door.precare_json_call(handle, bytes(method), in, in == null ? 0 : in.length, out, length, error);
        Pointer answer = out.getValue();
        if (answer == null) {
            throw error.exception(status < 0 ? status : E_FAULT);
        }
        String json;
        try {
            json = new String(answer.getByteArray(0, (int) length.getValue()), StandardCharsets.UTF_8);
        } finally {
            door.precare_json_free(answer);
        }
        if (status < 0 && !(status == E_DOCUMENT && method.equals("evaluate"))) {
            throw error.exception(status);
        }
        return new Answer(status, json, status < 0 ? Error.text(error.where) : "");
    }

    /** A precare-event/1 document in, a precare-result/1 document out. */
    public String evaluate(String document) {
        return call("evaluate", document).json;
    }

    // Each other method of the door: its document in, its answer out, as json-door.md has them.

    public String acknowledge(String document) {
        return call("acknowledge", document).json;
    }

    public String lookup(String document) {
        return call("lookup", document).json;
    }

    public String told(String document) {
        return call("told", document).json;
    }

    public String needs(String document) {
        return call("needs", document).json;
    }

    public String form(String document) {
        return call("form", document).json;
    }

    public String answers(String document) {
        return call("answers", document).json;
    }

    public String sheet(String document) {
        return call("sheet", document).json;
    }

    public String discovery() {
        return call("discovery", null).json;
    }

    public String cdsHooks(String document) {
        return call("cds-hooks", document).json;
    }

    public String cdsFeedback(String document) {
        return call("cds-feedback", document).json;
    }

    public String reload() {
        return call("reload", null).json;
    }

    public String stats() {
        return call("stats", null).json;
    }

    public String describe() {
        return call("describe", null).json;
    }

    /** Closes; twice is once. No other thread may be inside a call. */
    @Override
    public void close() {
        if (handle != null) {
            door.precare_json_close(handle);
        }
        handle = null;
    }

    private static String pluginPath(String wanted) {
        String path = wanted == null || wanted.isEmpty() ? System.getenv("PRECARE_PLUGIN") : wanted;
        if (path != null && !path.isEmpty()) {
            return path;
        }
        for (String place : PLACES) {
            if (Files.exists(Path.of(place))) {
                return place;
            }
        }
        throw new PrecareException(-1, "no precare.so in " + String.join(", ", PLACES), "", 0, 0);
    }

    private static byte[] bytes(String text) {
        return (text + "\0").getBytes(StandardCharsets.UTF_8);
    }
}
