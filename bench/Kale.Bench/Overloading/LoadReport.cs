namespace Kale.Bench.Overloading;

/// <summary>What a process of load is to do.</summary>
/// <param name="Address">The server's.</param>
/// <param name="Server">Its process, whose processor time is read.</param>
/// <param name="Method">The gRPC method's full name with the slash before it.</param>
/// <param name="Messages">A file with a request a line, base64.</param>
/// <param name="Callers">Closed loop: so many, each asking again when it is answered; 0: an open loop.</param>
/// <param name="Rate">Open loop: calls a second, whether or not earlier ones were answered.</param>
/// <param name="Deadline">Of each call, in seconds.</param>
/// <param name="Seconds">How long to go on.</param>
/// <param name="CalmRate">Open loop: calls a second afterwards, until the server has recovered.</param>
internal sealed record LoadPlan(
    string Address, int Server, string Method, string Messages, int Callers, double Rate, double Deadline,
    double Seconds, double CalmRate);

/// <summary>What became of the calls; those of the first second are not counted.</summary>
/// <param name="Sent">Calls.</param>
/// <param name="AnsweredPerSecond">Within their deadline.</param>
/// <param name="P99">Of the calls that were let in, those that came too late included: seconds from when each was
/// due.</param>
/// <param name="Refused">With RESOURCE_EXHAUSTED.</param>
/// <param name="RefusalP50">Seconds.</param>
/// <param name="WithRetry">The part of the refusals that said when to come again.</param>
/// <param name="RetryFrom">Seconds; a tenth is told to come earlier.</param>
/// <param name="RetryTo">Seconds; a tenth is told to come later.</param>
/// <param name="Late">Calls whose deadline passed.</param>
/// <param name="Failed">Calls that ended otherwise, by what ended them.</param>
/// <param name="Cut">Connections that ended.</param>
/// <param name="Recovery">Seconds of calm from which on 95 % was answered.</param>
/// <param name="ServersPart">Seconds of the server's processor time for each answer, refusals and all.</param>
/// <param name="LoadsPart">The same of the load itself.</param>
/// <param name="Lag">Seconds by which the load itself was late, at the 99th percentile.</param>
internal sealed record LoadReport(
    int Sent, double AnsweredPerSecond, double P99, int Refused, double RefusalP50, double WithRetry, double RetryFrom,
    double RetryTo, int Late, Dictionary<string, int> Failed, int Cut, double Recovery, double ServersPart,
    double LoadsPart, double Lag);
