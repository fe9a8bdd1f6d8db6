namespace Kale.Architecture.Tests.Contracts;

/// <summary>A declaration of a contract: a message, field, oneof, enum, value, service or call.</summary>
/// <param name="Line">Where it stands, from 1.</param>
/// <param name="Name">Below the package, with its owners: <c>EncodeRequest.texts</c>.</param>
/// <param name="Number">Of a field or enum value; null for anything else.</param>
/// <param name="Type">What callers' code depends on besides: <c>repeated string</c>.</param>
/// <param name="IsDocumented">A comment stands directly above it.</param>
internal sealed record ContractEntry(int Line, string Name, int? Number, string Type, bool IsDocumented)
{
    /// <summary>The message, enum or service that it belongs to; empty for these themselves.</summary>
    public string Owner => Name.Contains('.', StringComparison.Ordinal) ? Name[..Name.LastIndexOf('.')] : "";

    public override string ToString() => Number is null ? $"{Name} = {Type}" : $"{Name} = {Number} {Type}";
}
