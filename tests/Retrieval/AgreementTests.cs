using Kale.Retrieval.Agreement;

namespace Kale.Retrieval.Tests;

public sealed class AgreementTests
{
    private const int Dims = 48;

    [Fact]
    public void Found_OfANoisyCopyOfAll_IsMost_AndOfAnotherLanguage_IsChance()
    {
        var references = Vectors(200, seed: 1);
        Assert.Equal(1, Identification.Found(Identification.Ranks(references, references)));
        Assert.InRange(Found(Mixed(references, Vectors(200, seed: 2), 0.7f), references), 0.95, 1);
        Assert.InRange(Found(Vectors(200, seed: 3), references), 0, 0.05);
        Assert.InRange(Found([.. references.Select(v => Array.ConvertAll(v, x => -x))], references), 0, 0.01);
        Assert.InRange(Found([.. references.Select(v => v[1..].Append(v[0]).ToArray())], references), 0, 0.05);
    }

    [Fact]
    public void Found_OfVectorsThatAreAlikeToAll_IsNone() =>
        Assert.Equal(0, Found([.. Enumerable.Repeat(new float[Dims], 50)], Vectors(50, seed: 1)));

    [Fact]
    public void Found_WithAConstantInAllVectors_SeesThroughIt()
    {
        var references = Vectors(100, seed: 1).Select(v => Array.ConvertAll(v, x => x + 3)).ToList();
        Assert.InRange(Found(Mixed(references, Vectors(100, seed: 2), 0.8f), references), 0.9, 1);
    }

    [Fact]
    public void JudgedLoss_OfTheSameBeginning_IsNone_AndGrowsTowardsTheTop()
    {
        var active = Enumerable.Range(0, 50).ToList();
        Assert.Equal(0, TeacherJudge.Loss(active, active), 12);
        Assert.Equal(0, TeacherJudge.Loss(active, [.. active.Take(10)]), 12);
        var low = TeacherJudge.Loss(active, [.. active.Take(8), 9, 8]);
        var high = TeacherJudge.Loss(active, [1, 0, .. active.Skip(2)]);
        Assert.True(low > 0 && low < high, $"{low} {high}");
        Assert.Equal(1, TeacherJudge.Loss(active, [.. active.Select(id => id + 100)]), 12);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(0.1, 0.037)]
    [InlineData(0.4, 0.148413)]
    [InlineData(1, 1)]
    public void Estimate_OfTextsThatAllLoseTheSame_FollowsTheCalibration(double judged, double loss)
    {
        var estimate = LossEstimate.Of([.. Enumerable.Repeat(judged, 100)]);
        Assert.Equal(loss, estimate.Loss, 6);
        Assert.InRange(estimate.Loss, estimate.Low, estimate.High);
        Assert.Equal(0, estimate.Sampling, 9);
        Assert.True(estimate.Tells(0.03));
    }

    [Fact]
    public void Estimate_OfFewTexts_SaysHowManyWouldBeEnough()
    {
        double[] judged = [.. Enumerable.Range(0, 30).Select(i => i % 3 == 0 ? 0.3 : 0)];
        var few = LossEstimate.Of(judged);
        Assert.False(few.Tells(0.03));
        var enough = LossEstimate.Of([.. Enumerable.Repeat(judged, few.Enough(0.03) / 30 + 1).SelectMany(x => x)]);
        Assert.True(enough.Tells(0.03), $"{few} {enough}");
        Assert.Equal(few.Loss, enough.Loss, 9);
        Assert.False(LossEstimate.Of([]).Tells(0.03));
    }

    [Fact]
    public void Dimensions_OfAnOffset_DifferByTheShiftAloneAndOfAStudentBarely()
    {
        var (references, strangers) = (Vectors(400, seed: 1), Vectors(400, seed: 2));
        var offset = Dimensions.Of([.. references.Select(v => v.Select(x => x + 0.05f).ToArray())], references);
        var student = Dimensions.Of(Mixed(references, strangers, 0.8f), references);
        Assert.InRange(offset.Common, 0.5, 1);
        Assert.InRange(student.Common, 0, 0.05);
        Assert.True(offset.Shift > student.Shift, $"{offset} {student}");
        Assert.Equal(0, Dimensions.Of(references, references).Common);
    }

    [Fact]
    public void Patchwork_OfADamagedCopy_IsToldFromAStudentAndFromTheSame()
    {
        var references = Vectors(400, seed: 1);
        var strangers = Vectors(400, seed: 2);
        Assert.False(Patchwork.Of(references, references).IsDamagedCopy);
        Assert.False(Patchwork.Of(Mixed(references, strangers, 0.8f), references).IsDamagedCopy);
        var damaged = references.Select((v, i) => i is 7 or 99 ? strangers[i] : v).ToList();
        var patchwork = Patchwork.Of(damaged, references);
        Assert.True(patchwork.IsDamagedCopy);
        Assert.Equal([7, 99], patchwork.Others.Order());
    }

    private static double Found(IReadOnlyList<float[]> vectors, IReadOnlyList<float[]> references) =>
        Identification.Found(Identification.Ranks(vectors, references));

    private static List<float[]> Mixed(List<float[]> some, List<float[]> others, float share) =>
        [.. some.Zip(others, (a, b) => a.Zip(b, (x, y) => (share * x) + ((1 - share) * y)).ToArray())];

    private static List<float[]> Vectors(int count, int seed)
    {
        var random = new Random(seed);
        return
        [
            .. Enumerable.Range(0, count)
                .Select(_ => Enumerable.Range(0, Dims).Select(_ => (random.NextSingle() * 2) - 1).ToArray()),
        ];
    }
}
