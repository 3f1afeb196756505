// SPDX-License-Identifier: MIT
// The four flat functions of precare.so in C# (Mono or .NET): Door.exe CONFIG EVENT.json prints the result. "precare" is found
// by the runtime's own rules: LD_LIBRARY_PATH, or a <dllmap> of Mono; packaging/hosts/csharp/Precare.cs takes a path instead.
using System;
using System.IO;
using System.Runtime.InteropServices;
using System.Text;

static class Door
{
    [StructLayout(LayoutKind.Sequential)]
    struct Error // precare_error
    {
        public uint StructSize;
        public int Code;
        public uint Line, Column;
        [MarshalAs(UnmanagedType.ByValArray, SizeConst = 256)] public byte[] Where;
        [MarshalAs(UnmanagedType.ByValArray, SizeConst = 512)] public byte[] Message;
    }

    [DllImport("precare.so", EntryPoint = "precare_json_open")]
    static extern int Open(byte[] config, out IntPtr handle, ref Error error);
    [DllImport("precare.so", EntryPoint = "precare_json_call")]
    static extern int Call(IntPtr handle, byte[] method, byte[] document, ulong length, out IntPtr answer,
                           out ulong answerLength, ref Error error);
    [DllImport("precare.so", EntryPoint = "precare_json_free")]
    static extern void Free(IntPtr answer);
    [DllImport("precare.so", EntryPoint = "precare_json_close")]
    static extern int Close(IntPtr handle);

    static byte[] Text(string text) { return Encoding.UTF8.GetBytes(text + "\0"); }
    static string Text(byte[] text) { return Encoding.UTF8.GetString(text, 0, Array.IndexOf(text, (byte)0)); }

    static void Show(Error error)
    {
        Console.Error.WriteLine("NOT CHECKED: " + Text(error.Where) + ": " + Text(error.Message) + " (" + error.Code + ")");
    }

    static int Main(string[] words)
    {
        var error = new Error { StructSize = (uint)Marshal.SizeOf(typeof(Error)), Where = new byte[256], Message = new byte[512] };
        IntPtr handle, answer;
        ulong length;
        if (Open(Text(words[0]), out handle, ref error) < 0) // above 0 is a note
        {
            Show(error);
            return 1;
        }
        byte[] document = File.ReadAllBytes(words[1]);
        int status = Call(handle, Text("evaluate"), document, (ulong)document.Length, out answer, out length, ref error);
        if (status < 0)
            Show(error);
        if (answer != IntPtr.Zero) // also of an event that cannot be read: a result that says not-evaluated
        {
            byte[] copy = new byte[length];
            Marshal.Copy(answer, copy, 0, copy.Length);
            Console.WriteLine(Encoding.UTF8.GetString(copy));
            Free(answer);
        }
        Close(handle);
        return status < 0 ? 1 : 0;
    }
}
