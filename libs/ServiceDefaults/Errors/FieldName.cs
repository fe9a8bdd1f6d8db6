using System.Text;

namespace Kale.ServiceDefaults.Errors;

/// <summary>
/// The contract's name of a field from the C# that reads it: <c>request.Filter.Must[0]</c> → <c>filter.must[0]</c>.
/// </summary>
internal static class FieldName
{
    public static string From(string expression)
    {
        var path = expression[(expression.IndexOf('.', StringComparison.Ordinal) + 1)..];
        var name = new StringBuilder(path.Length + 4);
        for (var i = 0; i < path.Length; i++)
        {
            if (i > 0 && char.IsUpper(path[i]) && char.IsLetterOrDigit(path[i - 1]))
                name.Append('_');
            name.Append(char.ToLowerInvariant(path[i]));
        }

        return name.ToString();
    }
}
