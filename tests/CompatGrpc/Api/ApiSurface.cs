using System.Reflection;

namespace Kale.CompatGrpc.Tests.Api;

/// <summary>An assembly's public and protected API as sorted lines of text, one per type and member.</summary>
internal static class ApiSurface
{
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance
        | BindingFlags.Static | BindingFlags.DeclaredOnly;

    public static string[] Describe(Assembly assembly)
    {
        var lines = assembly.GetTypes().Where(IsVisible).SelectMany(DescribeType).ToArray();
        Array.Sort(lines, StringComparer.Ordinal);
        return lines;
    }

    private static bool IsVisible(Type type) => type.IsNested
        ? IsVisible(type.DeclaringType!) && (type.IsNestedPublic || type.IsNestedFamily || type.IsNestedFamORAssem)
        : type.IsPublic;

    private static IEnumerable<string> DescribeType(Type type)
    {
        var name = TypeText.Of(type);
        yield return $"{name}: {TypeText.Header(type)}";
        foreach (var line in type.GetMembers(Declared).Select(MemberText.Of).OfType<string>())
        {
            yield return $"{name}: {line}";
        }
    }
}
