// SPDX-License-Identifier: MIT
//
// precare.so for any host in C#, over the plugin's JSON door (precare.h, section 6): one file, Mono or
// .NET on 64-bit Linux, no other library. Documents go in and come out as JSON text, so that your host
// keeps the JSON library it has. Any thread may call, and calls run at once. A failed call throws
// PrecareException; an event that cannot be read is answered all the same, with a result that says
// "not-evaluated" and where. Nothing here prints or logs a value of an event.
using System;
using System.IO;
using System.Runtime.InteropServices;
using System.Text;

namespace PrecarePlugin
{
    /// <summary>A call failed. Code is the plugin's status, below 0; Where a file or a path of the
    /// event.</summary>
    public sealed class PrecareException : Exception
    {
        public readonly int Code;
        public readonly string Where;
        public readonly uint Line, Column;

        internal PrecareException(int code, string message, string where, uint line, uint column)
            : base((where == "" ? "" : where + (line > 0 ? ":" + line : "") + ": ") + message + " (" + code + ")")
        {
            Code = code;
            Where = where;
            Line = line;
            Column = column;
        }
    }

    /// <summary>What a method answered. Status above 0 is a note, never a failure.</summary>
    public sealed class PrecareAnswer
    {
        public readonly int Status;
        public readonly string Json;
        /// <summary>Of an event that could not be read: the path of its fault, else "".</summary>
        public readonly string Where;

        internal PrecareAnswer(int status, string json, string where)
        {
            Status = status;
            Json = json;
            Where = where;
        }
    }

    /// <summary>One opened configuration. Dispose it, or use it in a `using`.</summary>
    public sealed class Precare : IDisposable
    {
        const int EDocument = -16, EFault = -99, RtldNow = 2;

        static readonly string[] Places = {
            "/usr/lib/precare/precare.so", "/usr/lib/x86_64-linux-gnu/precare/precare.so",
            "/usr/lib/aarch64-linux-gnu/precare/precare.so", "/usr/local/lib/precare/precare.so" };

        [StructLayout(LayoutKind.Sequential)]
        struct Error
        {
            public uint StructSize;
            public int Code;
            public uint Line, Column;
            [MarshalAs(UnmanagedType.ByValArray, SizeConst = 256)] public byte[] Where;
            [MarshalAs(UnmanagedType.ByValArray, SizeConst = 512)] public byte[] Message;

            internal static Error New()
            {
                return new Error { StructSize = (uint)Marshal.SizeOf(typeof(Error)), Where = new byte[256],
                                   Message = new byte[512] };
            }

            internal PrecareException Exception(int status)
            {
                string message = Text(Message);
                return new PrecareException(status, message == "" ? "failed" : message, Text(Where), Line, Column);
            }

            internal static string Text(byte[] bytes)
            {
                int end = Array.IndexOf(bytes, (byte)0);
                return Encoding.UTF8.GetString(bytes, 0, end < 0 ? bytes.Length : end);
            }
        }

        [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
        delegate int OpenFunction(byte[] config, out IntPtr handle, ref Error error);
        [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
        delegate int CallFunction(IntPtr handle, byte[] method, byte[] document, ulong length, out IntPtr answer,
                                  out ulong answerLength, ref Error error);
        [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
        delegate void FreeFunction(IntPtr answer);
        [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
        delegate int CloseFunction(IntPtr handle);

        [DllImport("libdl.so.2", EntryPoint = "dlopen")]
        static extern IntPtr LibraryOpen(byte[] path, int flags);
        [DllImport("libdl.so.2", EntryPoint = "dlsym")]
        static extern IntPtr LibrarySymbol(IntPtr library, byte[] name);

        readonly CallFunction call;
        readonly FreeFunction free;
        readonly CloseFunction close;
        IntPtr handle;

        /// <summary>Above 0: opened, with a note (2: the last good rules are in use).</summary>
        public readonly int Status;
        public readonly string Note;

        /// <param name="config">precare.yaml; null: the plugin's own default</param>
        /// <param name="plugin">precare.so; null: $PRECARE_PLUGIN, else the usual places</param>
        public Precare(string config = null, string plugin = null)
        {
            string path = PluginPath(plugin);
            IntPtr library = LibraryOpen(Bytes(path), RtldNow); // stays mapped: the plugin is never unloaded
            if (library == IntPtr.Zero)
                throw new PrecareException(-1, "the plugin cannot be loaded", path, 0, 0);
            var open = Function<OpenFunction>(library, "precare_json_open", path);
            call = Function<CallFunction>(library, "precare_json_call", path);
            free = Function<FreeFunction>(library, "precare_json_free", path);
            close = Function<CloseFunction>(library, "precare_json_close", path);
            Error error = Error.New();
            Status = open(config == null ? null : Bytes(config), out handle, ref error);
            if (Status < 0)
                throw error.Exception(Status);
            Note = Status > 0 ? Error.Text(error.Message) : "";
        }

        /// <summary>One method of the JSON door: "evaluate", "needs", "lookup", ...</summary>
        public PrecareAnswer Call(string method, string document = null)
        {
            byte[] bytes = document == null ? null : Encoding.UTF8.GetBytes(document);
            IntPtr answer;
            ulong length;
            Error error = Error.New();
            int status = call(handle, Bytes(method), bytes, bytes == null ? 0 : (ulong)bytes.Length, out answer,
                              out length, ref error);
            if (answer == IntPtr.Zero)
                throw error.Exception(status < 0 ? status : EFault);
            string json;
            try
            {
                byte[] copy = new byte[length];
                Marshal.Copy(answer, copy, 0, copy.Length);
                json = Encoding.UTF8.GetString(copy);
            }
            finally
            {
                free(answer);
            }
            if (status < 0 && !(status == EDocument && method == "evaluate"))
                throw error.Exception(status);
            return new PrecareAnswer(status, json, status < 0 ? Error.Text(error.Where) : "");
        }

        /// <summary>A precare-event/1 document in, a precare-result/1 document out.</summary>
        public string Evaluate(string document)
        {
            return Call("evaluate", document).Json;
        }

        // Each other method of the door: its document in, its answer out, as json-door.md has them.

        public string Acknowledge(string document) { return Call("acknowledge", document).Json; }
        public string Lookup(string document) { return Call("lookup", document).Json; }
        public string Told(string document) { return Call("told", document).Json; }
        public string Needs(string document) { return Call("needs", document).Json; }
        public string Form(string document) { return Call("form", document).Json; }
        public string Answers(string document) { return Call("answers", document).Json; }
        public string Sheet(string document) { return Call("sheet", document).Json; }
        public string Discovery() { return Call("discovery").Json; }
        public string CdsHooks(string document) { return Call("cds-hooks", document).Json; }
        public string CdsFeedback(string document) { return Call("cds-feedback", document).Json; }
        public string Reload() { return Call("reload").Json; }
        public string Stats() { return Call("stats").Json; }
        public string Describe() { return Call("describe").Json; }

        /// <summary>Closes; twice is once. No other thread may be inside a call.</summary>
        public void Dispose()
        {
            if (handle != IntPtr.Zero)
                close(handle);
            handle = IntPtr.Zero;
        }

        static string PluginPath(string wanted)
        {
            if (string.IsNullOrEmpty(wanted))
                wanted = Environment.GetEnvironmentVariable("PRECARE_PLUGIN");
            if (!string.IsNullOrEmpty(wanted))
                return wanted;
            foreach (string place in Places)
                if (File.Exists(place))
                    return place;
            throw new PrecareException(-1, "no precare.so in " + string.Join(", ", Places), "", 0, 0);
        }

        static T Function<T>(IntPtr library, string name, string path)
        {
            IntPtr symbol = LibrarySymbol(library, Bytes(name));
            if (symbol == IntPtr.Zero)
                throw new PrecareException(-1, "not the precare plugin: it has no " + name, path, 0, 0);
            return (T)(object)Marshal.GetDelegateForFunctionPointer(symbol, typeof(T));
        }

        static byte[] Bytes(string text)
        {
            return Encoding.UTF8.GetBytes(text + "\0");
        }
    }
}
