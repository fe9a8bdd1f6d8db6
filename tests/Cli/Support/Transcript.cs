using System.Text;

namespace Kale.Cli.Tests.Support;

/// <summary>What was written so far; it may be read meanwhile.</summary>
internal sealed class Transcript : TextWriter
{
    private readonly Lock _gate = new();
    private readonly StringBuilder _text = new();

    public override System.Text.Encoding Encoding => System.Text.Encoding.UTF8;

    public override void Write(char value)
    {
        lock (_gate) { _text.Append(value); }
    }

    public override void Write(string? value)
    {
        lock (_gate) { _text.Append(value); }
    }

    public override string ToString()
    {
        lock (_gate) { return _text.ToString(); }
    }
}
