namespace Kale.Bundles;

/// <summary>The texts that probes are made of.</summary>
public static class ProbeTexts
{
    /// <summary>
    /// 48 fixed texts, so varied that a wrong tokenizer, prompt, pooling or truncation shows: short, long, punctuation,
    /// numbers, accents, scripts, code, upper case, rare words, almost nothing.
    /// </summary>
    public static IReadOnlyList<string> Default { get; } =
    [
        // Short questions and keywords
        "what causes high blood pressure",
        "symptoms of iron deficiency in adults",
        "how do vaccines work?",
        "capital of Australia",
        "best way to learn a new language",
        "weather",
        "a",
        "Is it safe to eat raw eggs during pregnancy?",

        // Statements and passages
        "The mitochondrion is the powerhouse of the cell.",
        "Interest rates were raised by a quarter of a percentage point, in line with what most economists had "
            + "expected.",
        "She had not seen the sea since she was a child, and the smell of salt brought everything back at once.",
        "Microstructural development of human newborn cerebral white matter assessed in vivo by diffusion tensor "
            + "magnetic resonance imaging.",
        "To reset the device, hold the power button for ten seconds, release it, "
            + "and wait until the light blinks green.",
        "Photosynthesis converts light energy into chemical energy that is later released to fuel the organism's "
            + "activities.",
        "The treaty was signed in 1648 and ended thirty years of war in the Holy Roman Empire.",
        "No significant difference in mortality was found between the two groups (p = 0.42).",

        // Numbers, units, dates, punctuation
        "3.14159265358979",
        "1,024 x 768 @ 60 Hz, 16:9",
        "2024-02-29T23:59:60Z",
        "$1,299.99 (−15 %) → $1,104.99",
        "H2O, CO2, C6H12O6, NaCl",
        "Wait... what?! No -- really; \"quoted\", (bracketed) & 'single'.",
        "!!! ??? ...",
        "user.name+tag@example.com https://example.com/a/b?c=d#e",

        // Code and identifiers
        "for (int i = 0; i < n; i++) { sum += a[i] * b[i]; }",
        "SELECT name, COUNT(*) FROM users WHERE age >= 18 GROUP BY name HAVING COUNT(*) > 1;",
        "NullReferenceException: Object reference not set to an instance of an object.",
        "git rebase --interactive HEAD~3",
        "def f(x): return {k: v for k, v in x.items() if v is not None}",
        "display: grid; grid-template-columns: repeat(auto-fit, minmax(240px, 1fr));",
        "getElementById camelCaseIdentifier snake_case_identifier kebab-case-identifier",
        "0x7fff5fbff8c0 e3b0c44298fc1c149afbf4c8996fb924",

        // Accents, scripts, case
        "Crème brûlée, jalapeño, smörgåsbord, naïve façade",
        "Übergrößenträger überqueren die Straße.",
        "CAPITAL LETTERS SHOULD NOT CHANGE THE MEANING",
        "人工智能正在改变世界",
        "東京タワーはどこにありますか",
        "한국어 문장도 벡터가 됩니다",
        "Быстрая коричневая лиса прыгает через ленивую собаку",
        "البحث الدلالي عن المستندات",
        "Η γρήγορη καφέ αλεπού",
        "e\u0301 and é are the same letter; ﬁ is a ligature",

        // Rare words, emoji, repetition, long input
        "pneumonoultramicroscopicsilicovolcanoconiosis",
        "supercalifragilistic 🦊🚀 👩‍🔬 expialidocious",
        "the the the the the the the the the the the the the the the the",
        "  spaces\tand\u00a0other   blanks\n\nbetween   words  ",
        Long("Dense retrieval encodes queries and documents into one vector space, "
            + "where the nearest documents answer the query."),
        Long("Le renard brun rapide saute par-dessus le chien paresseux; 42 fois, sans relâche, "
            + "jusqu'à la tombée de la nuit."),
    ];

    // Longer than most encoders' limit, so that truncation is probed too.
    private static string Long(string sentence) => string.Join(' ', Enumerable.Repeat(sentence, 24));
}
