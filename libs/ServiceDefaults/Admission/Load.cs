namespace Kale.ServiceDefaults.Admission;

/// <summary>What a method has to do, and how fast it is.</summary>
/// <param name="InFlight">Calls in work.</param>
/// <param name="AnsweredPerSecond">Of the time in which there was work; null before the first answer.</param>
public readonly record struct Load(int InFlight, double? AnsweredPerSecond);
