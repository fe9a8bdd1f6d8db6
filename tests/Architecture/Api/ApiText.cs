using System.Globalization;
using System.Reflection;

namespace Kale.Architecture.Tests.Api;

/// <summary>Public and protected members as the lists beside this file write them: names without namespaces.</summary>
internal static class ApiText
{
    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static
        | BindingFlags.DeclaredOnly;

    private static readonly Dictionary<Type, string> s_keywords = new()
    {
        [typeof(void)] = "void",
        [typeof(object)] = "object",
        [typeof(string)] = "string",
        [typeof(bool)] = "bool",
        [typeof(byte)] = "byte",
        [typeof(int)] = "int",
        [typeof(long)] = "long",
        [typeof(float)] = "float",
        [typeof(double)] = "double",
    };

    /// <summary>With the names of the types it is nested in and of its type parameters.</summary>
    public static string Of(Type type)
    {
        if (s_keywords.TryGetValue(type, out var keyword))
            return keyword;
        if (type.IsGenericParameter)
            return type.Name;
        if (Nullable.GetUnderlyingType(type) is { } underlying)
            return Of(underlying) + "?";
        if (type.GetElementType() is { } element)
            return Of(element) + (type.IsArray ? "[]" : "&");
        var name = (type.IsNested ? Of(type.DeclaringType!) + "." : "") + type.Name.Split('`')[0];
        return type.IsGenericType ? $"{name}<{string.Join(", ", type.GetGenericArguments().Select(Of))}>" : name;
    }

    /// <summary>
    /// What callers and heirs see that this type declares; of an enum, its values. Overrides are their base's.
    /// </summary>
    public static IEnumerable<string> MembersOf(Type type) => type.IsEnum
        ? Enum.GetNames(type)
        : type.GetMembers(Declared).Select(member => member switch
        {
            PropertyInfo property => Of(property),
            ConstructorInfo { IsStatic: false } constructor when IsVisible(constructor) =>
                $"{Access(constructor)}{type.Name.Split('`')[0]}({Parameters(constructor)})",
            MethodInfo method when IsVisible(method) && IsFirst(method) && IsNoAccessor(method) => Of(method),
            _ => null,
        }).OfType<string>();

    private static string? Of(PropertyInfo property)
    {
        var accessors = property.GetAccessors(nonPublic: true).Where(accessor => accessor.IsPublic).ToList();
        if (accessors.Count == 0 || !accessors.TrueForAll(IsFirst))
            return null;
        var index = property.GetIndexParameters();
        var place = index.Length == 0
            ? ""
            : $"[{string.Join(", ", index.Select(parameter => $"{Of(parameter.ParameterType)} {parameter.Name}"))}]";
        var access = string.Concat(accessors
            .Select(accessor => accessor.Name[..3])
            .Order(StringComparer.Ordinal)
            .Select(name => $" {name};"));
        return $"{(accessors[0].IsStatic ? "static " : "")}{Of(property.PropertyType)} "
            + $"{property.Name}{place} {{{access} }}";
    }

    private static string Of(MethodInfo method)
    {
        var generic = method.IsGenericMethod ? $"<{string.Join(", ", method.GetGenericArguments().Select(Of))}>" : "";
        return $"{Access(method)}{(method.IsStatic ? "static " : "")}{Of(method.ReturnType)} "
            + $"{method.Name}{generic}({Parameters(method)})";
    }

    private static bool IsVisible(MethodBase method) => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly;

    private static bool IsFirst(MethodInfo method) => method.GetBaseDefinition() == method;

    private static bool IsNoAccessor(MethodInfo method) =>
        !method.IsSpecialName || method.Name.StartsWith("op_", StringComparison.Ordinal);

    private static string Access(MethodBase method) => method.IsPublic ? "" : "protected ";

    private static string Parameters(MethodBase method) => string.Join(", ", method.GetParameters().Select(parameter =>
        $"{(parameter.IsDefined(typeof(ParamArrayAttribute)) ? "params " : "")}"
        + $"{Of(parameter.ParameterType)} {parameter.Name}"
        + (parameter.HasDefaultValue ? $" = {Literal(parameter.DefaultValue)}" : "")));

    private static string Literal(object? value) => value switch
    {
        null => "null",
        bool flag => flag ? "true" : "false",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };
}
