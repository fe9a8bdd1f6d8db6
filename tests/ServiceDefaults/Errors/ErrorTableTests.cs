using System.Text.RegularExpressions;
using Grpc.Core;
using Kale.ServiceDefaults.Errors;

namespace Kale.ServiceDefaults.Tests.Errors;

public sealed partial class ErrorTableTests
{
    [Fact]
    public void Codes_OfTheEdge_HaveReasonsInTheStandardForm() =>
        Assert.All(new ErrorTable([]).Codes.Keys, reason => Assert.Matches(ReasonForm(), reason));

    [Fact]
    public void Find_AnExceptionOfADerivedType_UsesTheRowOfItsBase()
    {
        var table = new ErrorTable([rows => rows.Map<IOException>(e => new Failure("DISK", e.Message))]);
        Assert.Equal("DISK", table.Find(new FileNotFoundException("gone"))!.Reason);
        Assert.Null(table.Find(new ArgumentException("other")));
    }

    [Fact]
    public void New_TwoServicesWithTheSameRow_TakesThemOnce()
    {
        var table = new ErrorTable(
            [rows => rows.Add("X", StatusCode.Aborted), rows => rows.Add("X", StatusCode.Aborted)]);
        Assert.Equal(StatusCode.Aborted, table.CodeOf("X"));
    }

    [Fact]
    public void New_TwoServicesThatDisagree_SaysWhichReason()
    {
        var error = Assert.Throws<InvalidOperationException>(() => new ErrorTable(
            [rows => rows.Add("X", StatusCode.Aborted), rows => rows.Add("X", StatusCode.NotFound)]));
        Assert.Contains("X", error.Message);
    }

    [Theory]
    [InlineData(StatusCode.DeadlineExceeded, "DEADLINE_EXCEEDED")]
    [InlineData(StatusCode.Unimplemented, "UNIMPLEMENTED")]
    public void From_AnEnumValue_IsScreamingSnakeCase(StatusCode code, string expected) =>
        Assert.Equal(expected, Reasons.From(code));

    [GeneratedRegex("^[A-Z][A-Z0-9_]{1,62}$")]
    private static partial Regex ReasonForm();
}
