// SPDX-License-Identifier: MIT
// The four flat functions of precare.so in Java, with JNA: Door PLUGIN.so CONFIG EVENT.json prints the result.
import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import com.sun.jna.Structure;
import com.sun.jna.ptr.LongByReference;
import com.sun.jna.ptr.PointerByReference;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

public final class Door {
    @Structure.FieldOrder({"struct_size", "code", "line", "column", "where", "message"})
    public static final class Error extends Structure { // precare_error
        public int struct_size;
        public int code;
        public int line;
        public int column;
        public byte[] where = new byte[256];
        public byte[] message = new byte[512];

        public Error() {
            struct_size = size();
        }
    }

    public interface Functions extends Library {
        int precare_json_open(byte[] config, PointerByReference handle, Error error);

        int precare_json_call(Pointer handle, byte[] method, byte[] in, long length, PointerByReference out,
                LongByReference outLength, Error error);

        void precare_json_free(Pointer out);

        int precare_json_close(Pointer handle);
    }

    private static byte[] text(String text) {
        return (text + "\0").getBytes(StandardCharsets.UTF_8);
    }

    private static void show(Error error) {
        System.err.println("NOT CHECKED: " + Native.toString(error.where, "UTF-8") + ": "
                + Native.toString(error.message, "UTF-8") + " (" + error.code + ")");
    }

    public static void main(String[] words) throws Exception {
        Functions so = Native.load(words[0], Functions.class);
        PointerByReference handle = new PointerByReference();
        PointerByReference out = new PointerByReference();
        LongByReference length = new LongByReference();
        Error error = new Error();
        if (so.precare_json_open(text(words[1]), handle, error) < 0) { // above 0 is a note
            show(error);
            System.exit(1);
        }
        byte[] event = Files.readAllBytes(Path.of(words[2]));
        int status = so.precare_json_call(handle.getValue(), text("evaluate"), event, event.length, out, length, error);
        if (status < 0) {
            show(error);
        }
        Pointer answer = out.getValue();
        if (answer != null) { // also of an event that cannot be read: a result that says not-evaluated
            System.out.println(new String(answer.getByteArray(0, (int) length.getValue()), StandardCharsets.UTF_8));
            so.precare_json_free(answer);
        }
        so.precare_json_close(handle.getValue());
        System.exit(status < 0 ? 1 : 0);
    }
}
