using System;
using System.IO;
using System.Text;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

/// <summary>
/// Writes a library of one function, mkl_serv_intel_cpu_true(), that answers yes. MKL, which is inside libtorch, asks
/// it before it takes its kernels for AVX-512, and by itself says no on processors of other makers that have AVX-512
/// too: a training step then takes a quarter longer (bench/results/training-step.md). Which instructions there are MKL
/// asks the processor itself. The Trainer loads the library before libtorch, where it helps (MklKernels.cs).
/// No compiler is asked for: ELF-64, little endian, x86-64; what the fields are called stands in elf.h.
/// </summary>
public sealed class AnyProcessor : Task
{
    private const string Function = "mkl_serv_intel_cpu_true", Name = "libkale-mkl.so";
    private const int Header = 64, Segments = 4, Segment = 56, Symbol = 24, Page = 4096;

    // mov eax, 1; ret
    private static readonly byte[] Code = { 0xb8, 1, 0, 0, 0, 0xc3 };

    [Required]
    public string Library { get; set; }

    public override bool Execute()
    {
        var made = Library + "." + Guid.NewGuid().ToString("N");
        Directory.CreateDirectory(Path.GetDirectoryName(Library));
        File.WriteAllBytes(made, Bytes());
        try
        {
            File.Move(made, Library);
        }
        catch (IOException) when (File.Exists(Library))
        {
            File.Delete(made);
        }

        return true;
    }

    private static byte[] Bytes()
    {
        var names = Encoding.ASCII.GetBytes("\0" + Function + "\0" + Name + "\0");
        int hash = Header + Segments * Segment, symbols = hash + 24, strings = symbols + 2 * Symbol;
        int code = (strings + names.Length + 15) / 16 * 16, end = code + Code.Length;
        long[] dynamic =
        {
            14, 1 + Function.Length + 1, // SONAME
            4, hash, 5, strings, 6, symbols, 10, names.Length, 11, Symbol, 0, 0,
        };
        using (var stream = new MemoryStream())
        using (var file = new BinaryWriter(stream))
        {
            file.Write(new byte[] { 0x7f, (byte)'E', (byte)'L', (byte)'F', 2, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0 });
            // A shared object of version 1, without an entry and without sections.
            Write(file, (short)3, (short)62, 1, 0L, (long)Header, 0L, 0);
            Write(file, (short)Header, (short)Segment, (short)Segments, (short)64, (short)0, (short)0);
            WriteSegment(file, 1, 5, 0, end); // LOAD, read and execute
            WriteSegment(file, 1, 6, Page, dynamic.Length * 8); // LOAD, read and write
            WriteSegment(file, 2, 6, Page, dynamic.Length * 8); // DYNAMIC
            WriteSegment(file, 0x6474e551, 6, 0, 0); // GNU_STACK, not executable
            // Hash table: one bucket, two symbols, the second of which is all there is.
            Write(file, 1, 2, 1, 0, 0, 0);
            file.Write(new byte[Symbol]);
            Write(file, 1, (byte)0x12, (byte)0, (short)1, (long)code, (long)Code.Length); // GLOBAL, FUNC
            file.Write(names);
            file.Write(new byte[code - strings - names.Length]);
            file.Write(Code);
            file.Write(new byte[Page - end]);
            foreach (var value in dynamic)
                file.Write(value);
            return stream.ToArray();
        }
    }

    private static void WriteSegment(BinaryWriter file, int type, int flags, int at, int length) =>
        Write(file, type, flags, (long)at, (long)at, (long)at, (long)length, (long)length, (long)Page);

    private static void Write(BinaryWriter file, params object[] fields)
    {
        foreach (var field in fields)
        {
            if (field is byte)
                file.Write((byte)field);
            else if (field is short)
                file.Write((short)field);
            else if (field is int)
                file.Write((int)field);
            else
                file.Write((long)field);
        }
    }
}
