using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace Kale.ServiceDefaults.Hosting;

/// <summary>Adds the console log of the suite.</summary>
public static class PlainConsoleSetup
{
    /// <summary>The log on the console, plain; one line an entry where asked for.</summary>
    public static ILoggingBuilder AddPlainConsole(this ILoggingBuilder logging, bool singleLine = false)
    {
        logging.AddConsole(console => console.FormatterName ??= PlainConsole.Name);
        logging.Services.TryAddEnumerable(ServiceDescriptor.Singleton<ConsoleFormatter, PlainConsole>());
        if (singleLine)
            logging.Services.Configure<SimpleConsoleFormatterOptions>(simple => simple.SingleLine = true);
        return logging;
    }
}
