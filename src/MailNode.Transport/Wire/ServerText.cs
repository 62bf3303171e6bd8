using System.Text;

namespace MailNode.Transport.Wire;

/// <summary>Makes what a server says fit for a message to a person: one short line without control characters.</summary>
internal static class ServerText
{
    private const int MaxLength = 200;

    public static string Clean(ReadOnlySpan<byte> said)
    {
        var text = Encoding.UTF8.GetString(said[..Math.Min(said.Length, MaxLength * 4)]);
        var clean = new StringBuilder(MaxLength);
        foreach (var rune in text.EnumerateRunes())
        {
            if (clean.Length >= MaxLength)
                return clean.Append('…').ToString();
            if (Rune.IsControl(rune) || Rune.GetUnicodeCategory(rune) == System.Globalization.UnicodeCategory.Format)
                clean.Append(' ');
            else
                clean.Append(rune);
        }
        return clean.ToString().Trim();
    }
}
