using System.Text;

namespace MailNode.Transport.Wire;

/// <summary>Makes what a server says fit for a message to a person: one short line without control characters.</summary>
internal static class ServerText
{
    private const int MaxLength = 200;

    public static string Clean(ReadOnlySpan<byte> said, int most = MaxLength)
    {
        var text = Encoding.UTF8.GetString(said[..Math.Min(said.Length, most * 4)]);
        var clean = new StringBuilder(Math.Min(said.Length, most));
        foreach (var rune in text.EnumerateRunes())
        {
            if (clean.Length >= most)
                return clean.Append('…').ToString();
            if (Rune.IsControl(rune) || Rune.GetUnicodeCategory(rune) == System.Globalization.UnicodeCategory.Format)
                clean.Append(' ');
            else
                clean.Append(rune);
        }
        return clean.ToString().Trim();
    }
}
