using System.Buffers.Text;
using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using MailNode.Core.Envelopes;
using MailNode.Mime;
using MailNode.OpenPgp;

namespace MailNode.Benchmarks;

/// <summary>Reading and writing mail, against moving the bytes alone, and beside Python's email package where there is one.</summary>
internal static class MailBenchmark
{
    /// <summary>Parses a mail and decodes every leaf, for two seconds at most; prints the median seconds of one mail.</summary>
    private const string Python = """
        import sys, time, email, email.utils
        raw = sys.stdin.buffer.read()
        def once():
            mail = email.message_from_bytes(raw)
            email.utils.getaddresses([mail['From']]), mail['Message-ID']
            for part in mail.walk():
                if not part.is_multipart(): part.get_payload(decode=True)
        def timed():
            began = time.process_time(); once(); return time.process_time() - began
        once(); times = []; end = time.process_time() + 2
        while time.process_time() < end: times.append(timed())
        print(sorted(times)[len(times) // 2])
        """;

    private static readonly DateTimeOffset At = new(2026, 11, 21, 8, 0, 0, TimeSpan.Zero);
    private static readonly Address Ana = new("Ana", EmailAddress.Parse("ana@example.org")), Ben = new("Ben", EmailAddress.Parse("ben@example.org"));

    public static IReadOnlyList<Row> Run()
    {
        var key = SecretKey.Generate("Ana <ana@example.org>", At);
        var armored = Armor.Encode("PGP MESSAGE", Seal.Encrypt(RandomNumberGenerator.GetBytes(2_000), key, [key.Certificate], At));
        var headers = new SealedMailHeaders(Ana, At, "one@example.org", AutocryptHeader.Write(Ana.Email, key.Certificate));
        var photo = RandomNumberGenerator.GetBytes(400_000);
        return [.. Rows("sealed mail of 2 KB", "", () => SealedMail.Write(headers, Ben, [armored]), "100,000/s, 6 KB", "400,000/s"),
            .. Rows("photo mail of 400 KB", Convert.ToBase64String(photo), () => PhotoMail(photo), "6,000/s", "6,000/s")];
    }

    private static IEnumerable<Row> Rows(string what, string base64, Func<byte[]> write, string mustRead, string mustWrite)
    {
        var mail = write();
        var named = $"{what} ({mail.Length:N0} bytes)";
        var (reading, writing) = (new Lane(() => Read(mail)), new Lane(() => write()));
        var (copy, decode) = (new Lane(Copy(mail)), new Lane(Decode(base64)));
        Lane.Race(reading, writing, copy, decode);
        yield return base64.Length > 0
            ? Row.Of($"parse and decode a {named}", reading, "vectorised base64", decode.PerSecond, mustRead)
            : Row.Of($"parse a {named}", reading, "memcpy", copy.PerSecond, mustRead);
        if (PythonPerSecond(mail) is { } python) yield return Row.Of("the same", reading, "Python's email", python);
        yield return Row.Of($"write a {what}", writing, "memcpy", copy.PerSecond, mustWrite);
    }

    /// <summary>What a node asks of a mail: who, which, and every part without its transfer encoding.</summary>
    private static void Read(byte[] bytes)
    {
        var mail = MimeEntity.Parse(bytes);
        mail.Headers.Addresses("From");
        mail.Headers.MessageIds("Message-ID");
        foreach (var leaf in mail.Leaves()) leaf.Decode();
    }

    private static byte[] PhotoMail(byte[] photo) => MimeBuilder.Multipart("mixed", [
            MimeBuilder.Text("text/plain", "The sea was warm today.\n"), MimeBuilder.Binary("image/jpeg", photo, "beach.jpg")])
        .Header("From", Ana).Header("To", Ben).Header("Subject", "The beach").Date(At).MessageId("Message-ID", "two@example.org").WriteMessage();

    private static Action Copy(byte[] mail)
    {
        var target = new byte[mail.Length];
        return () => mail.CopyTo(target, 0);
    }

    private static Action Decode(string base64)
    {
        var (text, bytes) = (Encoding.ASCII.GetBytes(base64), new byte[base64.Length]);
        return () => Base64.DecodeFromUtf8(text, bytes, out _, out _);
    }

    private static double? PythonPerSecond(byte[] mail)
    {
        try
        {
            using var python = Process.Start(new ProcessStartInfo("python3", ["-c", Python]) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
            python.StandardInput.BaseStream.Write(mail);
            python.StandardInput.Close();
            return 1 / double.Parse(python.StandardOutput.ReadToEnd(), CultureInfo.InvariantCulture);
        }
        catch (Exception e) when (e is System.ComponentModel.Win32Exception or FormatException)
        {
            return null;                                   // no python3 here: its line is left out
        }
    }
}
