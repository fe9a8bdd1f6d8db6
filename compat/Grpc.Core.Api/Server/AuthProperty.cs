using System.Text;
using Grpc.Core.Utils;

namespace Grpc.Core;

/// <summary>A property of an <see cref="AuthContext"/>.</summary>
public class AuthProperty
{
    private readonly byte[] _valueBytes;
    private string? _value;

    private AuthProperty(string name, byte[] valueBytes)
    {
        Name = GrpcPreconditions.CheckNotNull(name, nameof(name));
        _valueBytes = valueBytes;
    }

    /// <summary>The name.</summary>
    public string Name { get; }

    /// <summary>The value as UTF-8 text.</summary>
    public string Value => _value ??= Encoding.UTF8.GetString(_valueBytes);

    /// <summary>A copy of the value.</summary>
    public byte[] ValueBytes => [.. _valueBytes];

    /// <summary>Creates a property with a copy of the value.</summary>
    public static AuthProperty Create(string name, byte[] valueBytes) =>
        new(name, [.. GrpcPreconditions.CheckNotNull(valueBytes, nameof(valueBytes))]);
}
