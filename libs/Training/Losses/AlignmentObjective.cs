using static TorchSharp.torch;

namespace Kale.Training.Losses;

/// <summary>One loss of a weighted sum.</summary>
/// <param name="Name">A name in <see cref="AlignmentLosses.All"/>.</param>
/// <param name="Weight">Its factor, above 0; default 1.</param>
/// <param name="Temperature">Of the divergences' softmax, above 0; default 1.</param>
public sealed record LossTerm(string Name, double Weight = 1, double Temperature = 1);

/// <summary>What a student is aligned by: a weighted sum of alignment losses.</summary>
public sealed class AlignmentObjective
{
    private readonly (AlignmentLoss Loss, LossTerm Term)[] _terms;

    /// <summary>The sum of these terms.</summary>
    /// <exception cref="TrainingException">
    /// No term, an unknown name, or a weight or temperature that is not above 0.
    /// </exception>
    public AlignmentObjective(IReadOnlyList<LossTerm> terms)
    {
        ArgumentNullException.ThrowIfNull(terms);
        if (terms.Count == 0)
        {
            throw new TrainingException(
                TrainingError.OutOfRange,
                $"An alignment needs a loss; there are: {string.Join(", ", AlignmentLosses.All.Names)}.");
        }

        _terms = [.. terms.Select(term => (AlignmentLosses.All[term.Name], Checked(term)))];
    }

    /// <summary>For reports: <c>0.6·kl(T=10) + cosine</c>.</summary>
    public override string ToString() => string.Join(" + ", _terms.Select(Describe));

    /// <summary>The loss of a batch, a scalar.</summary>
    /// <param name="student">[batch, dims]</param>
    /// <param name="teacher">[batch, dims], without gradients.</param>
    /// <exception cref="TrainingException">Vectors of two shapes.</exception>
    public Tensor Of(Tensor student, Tensor teacher)
    {
        ArgumentNullException.ThrowIfNull(student);
        ArgumentNullException.ThrowIfNull(teacher);
        if (!student.shape.AsSpan().SequenceEqual(teacher.shape))
        {
            throw new TrainingException(
                TrainingError.WrongShape,
                $"The student's vectors are {student} and the teacher's {teacher}; "
                    + "give the student a projection to the teacher's dimensions.");
        }

        using var scope = NewDisposeScope();
        return _terms
            .Select(entry => entry.Loss.Of(student, teacher, entry.Term.Temperature) * entry.Term.Weight)
            .Aggregate((sum, loss) => sum + loss)
            .MoveToOuterDisposeScope();
    }

    private static LossTerm Checked(LossTerm term) => IsPositive(term.Weight) && IsPositive(term.Temperature)
        ? term
        : throw new TrainingException(
            TrainingError.OutOfRange,
            $"Loss '{term.Name}' has weight {term.Weight} and temperature {term.Temperature}; "
                + "both must be above 0 and finite.");

    private static bool IsPositive(double number) => number > 0 && double.IsFinite(number);

    private static string Describe((AlignmentLoss Loss, LossTerm Term) entry)
    {
        var temperature = entry.Loss.TakesTemperature ? $"(T={entry.Term.Temperature})" : "";
        return (entry.Term.Weight == 1 ? "" : $"{entry.Term.Weight}·") + entry.Term.Name + temperature;
    }
}
