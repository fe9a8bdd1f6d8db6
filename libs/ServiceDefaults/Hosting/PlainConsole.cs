using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace Kale.ServiceDefaults.Hosting;

/// <summary>
/// The platform's console log, into which no text sends control characters: names, actors, reasons and messages of
/// peers are what somebody wrote, and a log is read on terminals.
/// </summary>
public sealed class PlainConsole(IServiceProvider services) : ConsoleFormatter(Name)
{
    /// <summary>As <c>Logging:Console:FormatterName</c> says it.</summary>
    public new const string Name = "plain";

    // Not before all are made, of which this is one.
    private readonly Lazy<ConsoleFormatter> _simple = new(() => services.GetServices<ConsoleFormatter>()
        .First(formatter => formatter.Name == ConsoleFormatterNames.Simple));

    /// <inheritdoc/>
    public override void Write<TState>(
        in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        var said = logEntry;
        var plain = new LogEntry<TState>(
            said.LogLevel, PlainText.Of(said.Category), said.EventId, said.State, Plain(said.Exception),
            (state, _) => PlainText.Of(said.Formatter(state, said.Exception)));
        _simple.Value.Write(plain, scopeProvider, textWriter);
    }

    private static PlainException? Plain(Exception? exception) =>
        exception is null ? null : new PlainException(exception);

    private sealed class PlainException(Exception exception) : Exception(PlainText.Of(exception.Message))
    {
        private readonly string _text = PlainText.Of(exception.ToString());

        public override string ToString() => _text;
    }
}
