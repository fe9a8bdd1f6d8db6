using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;

namespace Kale.Encoding.Tests.Tokenization;

/// <summary>npm's @huggingface/tokenizers, asked by one run of node.</summary>
internal sealed class ReferenceTokenizer
{
    private readonly StringBuilder _input = new();

    public ReferenceTokenizer Use(string tokenizerJson)
    {
        _input.Append("T ").AppendLine(Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(tokenizerJson)));
        return this;
    }

    public ReferenceTokenizer Encode(IEnumerable<string> texts)
    {
        foreach (var text in texts)
        {
            _input.Append("E ").AppendLine(Base64(text));
        }

        return this;
    }

    public ReferenceTokenizer EncodePair(string first, string second)
    {
        _input.AppendLine($"P {Base64(first)} {Base64(second)}");
        return this;
    }

    /// <summary>The Unicode version of the reference, and ranges from-to of the code points it does not know.</summary>
    public ReferenceTokenizer DescribeUnicode()
    {
        _input.AppendLine("U");
        return this;
    }

    /// <summary>A line for everything asked.</summary>
    public IReadOnlyList<string> Run()
    {
        var peer = Path.Combine(Npm.Root, "tests", "Encoding", "peers", "wordpiece.mjs");
        var start = new ProcessStartInfo("node", [peer, Npm.Package])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        process.StandardInput.Write(_input);
        process.StandardInput.Close();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, error.Result);
        return output.Result.Split('\n');
    }

    // UTF-16, so that unpaired surrogates arrive as they are.
    private static string Base64(string text) => Convert.ToBase64String(MemoryMarshal.AsBytes(text.AsSpan()));
}
