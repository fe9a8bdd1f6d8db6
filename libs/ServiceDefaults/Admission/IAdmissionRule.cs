namespace Kale.ServiceDefaults.Admission;

/// <summary>Decides over calls before a byte of their messages is read.</summary>
public interface IAdmissionRule
{
    /// <summary>
    /// How much longer one more call would take than it may; zero or less: it is let in. Asked by one caller at a time.
    /// </summary>
    /// <param name="load">What is in work.</param>
    /// <param name="left">What the caller's deadline leaves; null when it set none.</param>
    TimeSpan Excess(Load load, TimeSpan? left);

    /// <summary>The most calls in work at present, for metrics; null where the rule counts something else.</summary>
    int? Limit(Load load);
}
