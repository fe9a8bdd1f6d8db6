using System;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

/// <summary>
/// Writes a copy of TorchSharp's native library that an older libstdc++ loads. The library asks for GLIBCXX_3.4.32
/// (GCC 13) for one symbol only, std::ios_base_library_init(), a function without arguments that makes sure iostreams
/// are initialised; libtorch's own objects do that already. In the copy, whose section tables and offsets stay as they
/// are, the needed version is weak and the symbol is libc's sched_yield(), a harmless function without arguments.
/// ELF-64, little endian; field offsets as in elf.h.
/// </summary>
public sealed class OldLibstdcxx : Task
{
    private const string Version = "GLIBCXX_3.4.32", Symbol = "_ZSt21ios_base_library_initv", Harmless = "sched_yield";
    private const ushort Weak = 2, Global = 1;

    [Required]
    public string Library { get; set; }

    [Required]
    public string Sha256 { get; set; }

    [Required]
    public string Copy { get; set; }

    public override bool Execute()
    {
        try
        {
            var elf = File.ReadAllBytes(Library);
            CheckIsKnown(elf);
            Patch(elf);
            Write(elf);
        }
        catch (Exception error) when (error is IOException || error is InvalidDataException)
        {
            Log.LogError(Library + ": " + error.Message);
        }

        return !Log.HasLoggedErrors;
    }

    private void CheckIsKnown(byte[] elf)
    {
        using (var algorithm = SHA256.Create())
        {
            var found = string.Concat(algorithm.ComputeHash(elf).Select(value => value.ToString("x2")));
            if (found == Sha256)
                return;
            throw new InvalidDataException("its SHA-256 is " + found + ", not the one that eng/native knows. "
                + "After a change of TorchSharp's version, look what the new library needs of libstdc++.");
        }
    }

    /// <summary>Projects are built side by side: whoever comes last finds the same bytes in place.</summary>
    private void Write(byte[] elf)
    {
        var made = Copy + "." + Guid.NewGuid().ToString("N");
        Directory.CreateDirectory(Path.GetDirectoryName(Copy));
        File.WriteAllBytes(made, elf);
        try
        {
            File.Move(made, Copy);
        }
        catch (IOException) when (File.Exists(Copy))
        {
            File.Delete(made);
        }
    }

    private static void Patch(byte[] elf)
    {
        var strings = Section(elf, ".dynstr");
        var name = Once(elf, strings, Symbol);
        var symbols = Section(elf, ".dynsym");
        var index = Enumerable.Range(0, symbols.Length / 24)
            .Single(i => strings.Start + BitConverter.ToInt32(elf, symbols.Start + 24 * i) == name);
        // No other name may begin inside the one that is overwritten.
        if (Enumerable.Range(0, symbols.Length / 24).Any(i => i != index
            && BitConverter.ToInt32(elf, symbols.Start + 24 * i) is var other
            && strings.Start + other >= name && strings.Start + other < name + Symbol.Length))
        {
            throw new InvalidDataException("Another symbol shares the name of " + Symbol + ".");
        }

        Encoding.ASCII.GetBytes(Harmless + "\0").CopyTo(elf, name);
        BitConverter.GetBytes(Global).CopyTo(elf, Section(elf, ".gnu.version").Start + 2 * index);
        BitConverter.GetBytes(Weak).CopyTo(elf, NeededVersion(elf, Once(elf, strings, Version) - strings.Start) + 4);
    }

    /// <summary>Where the Vernaux entry (hash, flags, other, name, next) of a version is.</summary>
    private static int NeededVersion(byte[] elf, int name)
    {
        var section = Section(elf, ".gnu.version_r");
        for (var need = section.Start; ; need += BitConverter.ToInt32(elf, need + 12))
        {
            var entry = need + BitConverter.ToInt32(elf, need + 8);
            for (var left = BitConverter.ToUInt16(elf, need + 2); left > 0; left--)
            {
                if (BitConverter.ToInt32(elf, entry + 8) == name)
                    return entry;
                entry += BitConverter.ToInt32(elf, entry + 12);
            }

            if (BitConverter.ToInt32(elf, need + 12) == 0)
                throw new InvalidDataException("The library does not need " + Version + ".");
        }
    }

    private static int Once(byte[] elf, (int Start, int Length) strings, string text)
    {
        var wanted = "\0" + text + "\0";
        var found = Enumerable.Range(strings.Start, strings.Length - wanted.Length)
            .Where(at => StandsAt(elf, at, wanted)).ToList();
        return found.Count == 1 ? found[0] + 1
            : throw new InvalidDataException(text + " stands " + found.Count + " times among the names.");
    }

    private static (int Start, int Length) Section(byte[] elf, string name)
    {
        int table = (int)BitConverter.ToInt64(elf, 40), size = BitConverter.ToUInt16(elf, 58);
        int Header(int i) => table + size * i;
        int Start(int i) => (int)BitConverter.ToInt64(elf, Header(i) + 24);
        var names = Start(BitConverter.ToUInt16(elf, 62));
        var found = Enumerable.Range(0, BitConverter.ToUInt16(elf, 60))
            .Single(i => StandsAt(elf, names + BitConverter.ToInt32(elf, Header(i)), name + "\0"));
        return (Start(found), (int)BitConverter.ToInt64(elf, Header(found) + 32));
    }

    private static bool StandsAt(byte[] elf, int at, string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (elf[at + i] != text[i])
                return false;
        }

        return true;
    }
}
