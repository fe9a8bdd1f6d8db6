using System.Collections.Frozen;
using System.Diagnostics.Metrics;
using Grpc.AspNetCore.Server;
using Microsoft.AspNetCore.Http;

namespace Kale.ServiceDefaults.Admission;

/// <summary>The methods of this process that have a door, with its metrics.</summary>
public sealed class Doors
{
    private readonly FrozenDictionary<string, Door> _doors;

    /// <summary>Shows the doors as instruments of the meter "Kale.Admission", one series a method.</summary>
    public Doors(IEnumerable<Door> doors, IMeterFactory meters)
    {
        _doors = doors.ToFrozenDictionary(door => door.Method, StringComparer.Ordinal);
        var meter = meters.Create("Kale.Admission");
        meter.CreateObservableCounter(
            "kale.admission.refused", () => Each(door => door.Refused), "{call}", "Calls refused before any work");
        meter.CreateObservableGauge(
            "kale.admission.in_flight", () => Each(door => door.Load.InFlight), "{call}", "Calls in work");
        meter.CreateObservableGauge(
            "kale.admission.limit",
            () => Each(door => door.Limit ?? 0).Where(limit => limit.Value > 0),
            "{call}",
            "The most calls in work at present");
    }

    /// <summary>A method's door.</summary>
    public Door this[string method] => _doors[method];

    internal Door? Of(HttpContext http) =>
        _doors.Count > 0 && http.GetEndpoint()?.Metadata.GetMetadata<GrpcMethodMetadata>() is { } called
            ? _doors.GetValueOrDefault(called.Method.FullName[1..])
            : null;

    private IEnumerable<Measurement<long>> Each(Func<Door, long> value) => _doors.Values.Select(
        door => new Measurement<long>(value(door), new KeyValuePair<string, object?>("rpc.method", door.Method)));
}
