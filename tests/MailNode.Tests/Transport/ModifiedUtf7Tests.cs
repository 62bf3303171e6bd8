using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using MailNode.Transport.Imap;

namespace MailNode.Tests.Transport;

/// <summary>Folder names on the wire, as Dovecot writes them.</summary>
public sealed class ModifiedUtf7Tests
{
    [Fact]
    public async Task Names_are_written_as_dovecot_writes_them()
    {
        string[] names = ["Entwürfe", "A&B", "&", "&-", "~peter/mail/台北/日本語", "ü&ü", "😀😀", "Größe & Würfel 東京", .. Random()];
        var wires = await DoveadmAsync("-8", names);
        Assert.Equal(wires, names.Select(ModifiedUtf7.Encode));
        Assert.Equal(await DoveadmAsync("-7", wires), wires.Select(ModifiedUtf7.Decode));
    }

    private static IEnumerable<string> Random()
    {
        uint seed = 815;
        for (var round = 0; round < 300; round++)
        {
            var name = new StringBuilder("x");
            for (var i = 0; i < 1 + (round % 9); i++)
            {
                seed = (seed * 1664525) + 1013904223;
                var sign = (seed >> 12) % 4 == 0 ? 0x1F300 + ((seed >> 16) % 0x200) : (seed >> 12) % 4 == 1 ? 0xA1 + ((seed >> 16) % 0x5000) : 0x20 + ((seed >> 16) % 0x5F);
                name.Append(new Rune(sign));
            }
            yield return name.ToString().Normalize(); // Dovecot normalises, and so does whoever types
        }
    }

    private static async Task<string[]> DoveadmAsync(string direction, string[] names)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        var start = new ProcessStartInfo("doveadm", ["-c", "/dev/null", "mailbox", "mutf7", direction, .. names]) { RedirectStandardOutput = true };
        using var process = Begin(start);
        var said = await process.StandardOutput.ReadToEndAsync(limit.Token);
        await process.WaitForExitAsync(limit.Token);
        Assert.Equal(0, process.ExitCode);
        return said.TrimEnd('\n').Split('\n');
    }

    private static Process Begin(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception)
        {
            Assert.Skip("doveadm is not installed.");
            throw;
        }
    }
}
