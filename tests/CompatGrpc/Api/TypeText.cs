using System.Reflection;

namespace Kale.CompatGrpc.Tests.Api;

/// <summary>Types as text, with what a caller can notice: kind, bases, constraints, nullability.</summary>
internal static class TypeText
{
    public static string Header(Type type)
    {
        var modifiers = type switch
        {
            { IsInterface: true } => "interface",
            { IsEnum: true } => "enum",
            { IsValueType: true } => "struct",
            { IsAbstract: true, IsSealed: true } => "static class",
            { IsAbstract: true } => "abstract class",
            { IsSealed: true } => "sealed class",
            _ => "class",
        };
        var flags = type.IsDefined(typeof(FlagsAttribute)) ? "[Flags] " : "";
        var bases = type.GetInterfaces().Where(_ => !type.IsEnum).Select(Of).Order(StringComparer.Ordinal)
            .Prepend(type.BaseType is { } b ? Of(b) : "-");
        return $"{flags}{modifiers} : {string.Join(", ", bases)}{Constraints(type.GetGenericArguments())}";
    }

    public static string Constraints(IEnumerable<Type> parameters) => string.Concat(
        parameters.Where(p => p.IsGenericParameter).Select(p =>
            $" where {p.Name}: {p.GenericParameterAttributes}"
            + string.Concat(p.GetGenericParameterConstraints().Select(c => " " + Of(c)))));

    public static string Of(Type type) => Of(type, null);

    public static string Of(Type type, NullabilityInfo? nullability)
    {
        var mark = nullability?.ReadState == NullabilityState.Nullable && !type.IsValueType ? "?" : "";
        return Plain(type, nullability) + mark;
    }

    private static string Plain(Type type, NullabilityInfo? nullability)
    {
        if (type.IsGenericParameter)
        {
            return type.Name;
        }

        if (type.GetElementType() is { } element)
        {
            return Of(element, nullability?.ElementType) + (type.IsArray ? "[]" : "&");
        }

        var name = (type.IsNested ? Of(type.DeclaringType!) + "." : type.Namespace + ".") + type.Name.Split('`')[0];
        var arguments = type.GetGenericArguments();
        var known = nullability?.GenericTypeArguments;
        return arguments.Length == 0 ? name : $"{name}<{string.Join(", ", arguments.Select((argument, i) =>
            Of(argument, known?.Length == arguments.Length ? known[i] : null)))}>";
    }
}
