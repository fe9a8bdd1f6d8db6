using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Kale.Trainer;

/// <summary>Says what is wrong with every option at once, with the name to set.</summary>
internal sealed class TrainerOptionsValidator : IValidateOptions<TrainerOptions>
{
    public ValidateOptionsResult Validate(string? name, TrainerOptions options)
    {
        var results = new List<ValidationResult>();
        Validator.TryValidateObject(options, new ValidationContext(options), results, validateAllProperties: true);
        List<string> failures =
        [
            .. results.Select(result =>
                $"{TrainerOptions.Section}:{result.MemberNames.FirstOrDefault()}: {result.ErrorMessage}"),
            .. options.DataRoots.Where(root => !Directory.Exists(root.Value)).Select(root =>
                $"{TrainerOptions.Section}:DataRoots:{root.Key} is '{root.Value}'; there is no such directory."),
        ];
        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }
}
