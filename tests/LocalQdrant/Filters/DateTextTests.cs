using System.Globalization;
using System.Text;
using Kale.LocalQdrant.Filters;

namespace Kale.LocalQdrant.Tests.Filters;

public sealed class DateTextTests
{
    [Theory]
    [InlineData("2024-05-01", "2024-05-01T00:00:00.0000000Z")]
    [InlineData("2024-05-01T10:30", "2024-05-01T10:30:00.0000000Z")]
    [InlineData("2024-05-01 10:30:15", "2024-05-01T10:30:15.0000000Z")]
    [InlineData("2024-05-01T10:30:15Z", "2024-05-01T10:30:15.0000000Z")]
    [InlineData("2024-05-01T10:30:15.123456789Z", "2024-05-01T10:30:15.1234567Z")]
    [InlineData("2024-05-01T01:30:00+02:00", "2024-04-30T23:30:00.0000000Z")]
    [InlineData("2024-05-01T23:30-0130", "2024-05-02T01:00:00.0000000Z")]
    [InlineData("2024-02-29", "2024-02-29T00:00:00.0000000Z")]
    public void TryParse_OfATime_IsItInUtc(string text, string expected)
    {
        Assert.True(DateText.TryParse(Encoding.UTF8.GetBytes(text), out var ticks));
        Assert.Equal(
            DateTime.Parse(expected, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal).Ticks, ticks);
    }

    [Theory]
    [InlineData("")]
    [InlineData("2024")]
    [InlineData("2024-05")]
    [InlineData("2024-13-01")]
    [InlineData("2023-02-29")]
    [InlineData("0000-01-01")]
    [InlineData("2024-05-01T")]
    [InlineData("2024-05-01T24:00")]
    [InlineData("2024-05-01T10:30:15.")]
    [InlineData("2024-05-01T10:30:15+")]
    [InlineData("2024-05-01T10:30:15Z ")]
    [InlineData("2024-05-01x")]
    [InlineData("may 1st, 2024")]
    [InlineData("20240501")]
    public void TryParse_OfAnotherText_IsNoTime(string text) =>
        Assert.False(DateText.TryParse(Encoding.UTF8.GetBytes(text), out _));
}
