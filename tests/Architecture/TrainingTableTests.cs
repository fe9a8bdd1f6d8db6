using System.Collections;
using System.Reflection;
using System.Text.RegularExpressions;
using Kale.Bundles;
using Kale.Trainer;
using Kale.Training;
using Kale.Training.Networks;

namespace Kale.Architecture.Tests;

/// <summary>
/// The Trainer's tables of names: where each entry comes from, and what is said to who asks for another.
/// </summary>
public sealed partial class TrainingTableTests
{
    private const BindingFlags Static =
        BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    private static readonly Dictionary<string, IEnumerable> s_tables =
        new[] { typeof(NamedTable<>).Assembly, typeof(TrainerSetup).Assembly }
            .SelectMany(assembly => assembly.GetTypes())
        .Where(type => !type.ContainsGenericParameters).SelectMany(type => type.GetFields(Static))
        .Where(field =>
            field.FieldType.IsGenericType && field.FieldType.GetGenericTypeDefinition() == typeof(NamedTable<>))
        .ToDictionary(field => field.DeclaringType!.FullName!, field => (IEnumerable)field.GetValue(null)!);

    public static TheoryData<string> Tables() => [.. s_tables.Keys];

    [Theory]
    [MemberData(nameof(Tables))]
    public void Entries_OfATable_SayWhereTheyComeFrom(string table)
    {
        var sources = s_tables[table].Cast<object>().Select(entry => ValueOf(entry, "Value"))
            .Select(entry => entry.GetType().GetProperty("Source")?.GetValue(entry) as string).ToList();
        Assert.NotEmpty(sources);
        Assert.All(sources, source => Assert.False(string.IsNullOrWhiteSpace(source)));
        if (table.StartsWith("Kale.Training.", StringComparison.Ordinal))
            Assert.All(sources, source => Assert.Matches(Paper(), source));
    }

    [Theory]
    [MemberData(nameof(Tables))]
    public void Table_AskedForAnotherName_ListsTheKnownOnes(string table)
    {
        var error = Assert.Throws<TargetInvocationException>(() =>
            s_tables[table].GetType().GetProperty("Item")!.GetValue(s_tables[table], ["no such name"]));
        var refused = Assert.IsType<TrainingException>(error.InnerException);
        Assert.Equal(TrainingError.UnknownName, refused.Code);
        Assert.All(
            s_tables[table].Cast<object>(),
            entry => Assert.Contains((string)ValueOf(entry, "Key"), refused.Message, StringComparison.Ordinal));
    }

    [Fact]
    public void Tables_OfTheTrainer_AreAllFound() => Assert.Superset(
        new HashSet<string>(
        [
            "AlignmentLosses",
            "PairLosses",
            "LayerPlans",
            "LearningRates",
            "Pooling",
            "InputForms",
            "InfusionStarts",
            "Treatments",
        ]),
        s_tables.Keys.Select(name => name[(name.LastIndexOf('.') + 1)..]).ToHashSet());

    [Fact]
    public void Pooling_OfEveryMode_IsInTheTable() =>
        Assert.All(Enum.GetValues<PoolingMode>(), mode => Assert.NotNull(Pooling.Of(mode).Of));

    private static object ValueOf(object entry, string property) =>
        entry.GetType().GetProperty(property)!.GetValue(entry)!;

    [GeneratedRegex(@"arXiv \d{4}\.\d{5}")]
    private static partial Regex Paper();
}
