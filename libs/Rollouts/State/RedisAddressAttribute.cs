using System.ComponentModel.DataAnnotations;

namespace Kale.Rollouts.State;

/// <summary>A text that <see cref="RedisConnections"/> can read, or none; it is not repeated, see there.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class RedisAddressAttribute : ValidationAttribute
{
    /// <inheritdoc/>
    protected override ValidationResult? IsValid(object? value, ValidationContext validationContext) =>
        value is string { Length: > 0 } redis && RedisConnections.MistakeIn(redis) is { } mistake
            ? new ValidationResult($"{validationContext.DisplayName} {mistake}", [validationContext.MemberName!])
            : ValidationResult.Success;
}
