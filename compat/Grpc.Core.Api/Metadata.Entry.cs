using System.Buffers;
using System.Globalization;
using System.Text;
using Grpc.Core.Utils;

namespace Grpc.Core;

public sealed partial class Metadata
{
    private static readonly SearchValues<char> KeyCharacters =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-");

    /// <summary>A key with its value: text, or bytes where the key ends in "-bin".</summary>
    public class Entry
    {
        private readonly string? _value;
        private readonly byte[]? _valueBytes;

        /// <summary>Creates a binary entry; the key must end in "-bin".</summary>
        public Entry(string key, byte[] valueBytes)
        {
            Key = NormalizeKey(key);
            GrpcPreconditions.CheckArgument(
                HasBinarySuffix(Key),
                $"Key for binary valued metadata entry needs to have '{BinaryHeaderSuffix}' suffix "
                + "indicating binary value.");
            GrpcPreconditions.CheckNotNull(valueBytes, nameof(valueBytes));
            _valueBytes = [.. valueBytes];
        }

        /// <summary>Creates an ASCII entry; the key must not end in "-bin".</summary>
        public Entry(string key, string value)
        {
            Key = NormalizeKey(key);
            GrpcPreconditions.CheckArgument(
                !HasBinarySuffix(Key),
                "Key for ASCII valued metadata entry cannot have suffix indicating binary value.");
            _value = GrpcPreconditions.CheckNotNull(value, nameof(value));
        }

        /// <summary>The key in lower case.</summary>
        public string Key { get; }

        /// <summary>A copy of the value as bytes.</summary>
        public byte[] ValueBytes => _valueBytes is null ? Encoding.ASCII.GetBytes(_value!) : [.. _valueBytes];

        /// <summary>The value as text; throws for a binary entry.</summary>
        public string Value
        {
            get
            {
                GrpcPreconditions.CheckState(!IsBinary, "Cannot access string value of a binary metadata entry");
                return _value!;
            }
        }

        /// <summary>Whether the value is bytes.</summary>
        public bool IsBinary => _value is null;

        /// <inheritdoc/>
        public override string ToString() => IsBinary
            ? string.Create(CultureInfo.InvariantCulture, $"[Entry: key={Key}, valueBytes={_valueBytes}]")
            : string.Create(CultureInfo.InvariantCulture, $"[Entry: key={Key}, value={_value}]");

        internal bool HasKey(string key) => string.Equals(Key, key, StringComparison.OrdinalIgnoreCase);

        private static string NormalizeKey(string key)
        {
            GrpcPreconditions.CheckNotNull(key, nameof(key));
            GrpcPreconditions.CheckArgument(
                !key.AsSpan().ContainsAnyExcept(KeyCharacters),
                "Metadata entry key not valid. Keys can only contain lowercase alphanumeric characters, underscores, "
                + "hyphens and dots.");
            return key.ToLowerInvariant();
        }

        private static bool HasBinarySuffix(string key) => key.EndsWith(BinaryHeaderSuffix, StringComparison.Ordinal);
    }
}
