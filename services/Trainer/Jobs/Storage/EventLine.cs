using System.Buffers.Text;
using System.Globalization;
using System.Numerics;
using Google.Protobuf;
using Kale.V1;

namespace Kale.Trainer.Jobs.Storage;

/// <summary>One event as a line: CRC-32C of the rest in hex, a space, the event as JSON, a line feed.</summary>
internal static class EventLine
{
    private const int CrcDigits = 8;

    private static readonly JsonParser s_parser = new(JsonParser.Settings.Default.WithIgnoreUnknownFields(true));

    public static byte[] Write(JobEvent entry)
    {
        var json = System.Text.Encoding.UTF8.GetBytes(JsonFormatter.Default.Format(entry));
        var crc = Crc(json).ToString("x8", CultureInfo.InvariantCulture);
        return [.. System.Text.Encoding.ASCII.GetBytes(crc), (byte)' ', .. json, (byte)'\n'];
    }

    /// <summary>The event of a line without its line feed; null when it is not what was written.</summary>
    public static JobEvent? Read(ReadOnlySpan<byte> line)
    {
        if (line.Length <= CrcDigits + 1
            || !Utf8Parser.TryParse(line[..CrcDigits], out uint crc, out var digits, 'x')
            || digits != CrcDigits
            || Crc(line[(CrcDigits + 1)..]) != crc)
        {
            return null;
        }

        return s_parser.Parse<JobEvent>(System.Text.Encoding.UTF8.GetString(line[(CrcDigits + 1)..]));
    }

    private static uint Crc(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var b in bytes)
            crc = BitOperations.Crc32C(crc, b);
        return ~crc;
    }
}
