using System.Buffers;
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
internal static class MimeBenchmark
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

    public static Task<IReadOnlyList<Row>> RunAsync()
    {
        var key = SecretKey.Generate("Ana <ana@example.org>", At);
        var armored = Armor.EncodeBytes("PGP MESSAGE", Seal.Encrypt(RandomNumberGenerator.GetBytes(2_000), key, [key.Certificate], At));
        var headers = new SealedMailHeaders(Ana, At, "one@example.org", AutocryptHeader.Write(Ana.Email, key.Certificate));
        var photo = RandomNumberGenerator.GetBytes(400_000);
        return Task.FromResult<IReadOnlyList<Row>>([
            .. Sealed(() => SealedMail.Write(headers, Ben, [armored]), Built(armored, headers)),
            .. Photo(photo, Convert.ToBase64String(photo))]);
    }

    /// <summary>The same mail as <see cref="SealedMail"/> makes, to be written many times.</summary>
    private static MimeBuilder Built(byte[] armored, SealedMailHeaders headers) => MimeBuilder.Multipart("encrypted", [
            MimeBuilder.SevenBit("application/pgp-encrypted", "Version: 1\r\n"u8.ToArray()),
            MimeBuilder.SevenBit("application/octet-stream", armored).Disposition("inline", "encrypted.asc")])
        .ContentParameter("protocol", "application/pgp-encrypted").Header("From", headers.From).Header("To", Ben).Header("Subject", "[...]")
        .Date(headers.Date).MessageId("Message-ID", headers.MessageId).Header("Auto-Submitted", "auto-generated").Header("Autocrypt", headers.Autocrypt);

    private static IEnumerable<Row> Sealed(Func<byte[]> write, MimeBuilder built)
    {
        var mail = write();
        if (!built.WriteMessage().AsSpan().SequenceEqual(mail)) throw new InvalidOperationException("The two are to be the same mail.");
        var again = new ArrayBufferWriter<byte>(mail.Length * 2);
        var (reading, writing, copy) = (new Lane(() => Read(mail)), new Lane(() => write()), new Lane(Copy(mail)));
        var writingBuilt = new Lane(() => WriteInto(again, built));
        Lane.Race(reading, writing, writingBuilt, copy);
        yield return Row.Of($"parse a sealed mail of 2 KB ({mail.Length:N0} bytes)", reading, "memcpy", copy.PerSecond, "100,000/s, 6 KB");
        if (PythonPerSecond(mail) is { } python) yield return Row.Of("the same", reading, "Python's email", python);
        yield return Row.Of("build and write a sealed mail of 2 KB, as it is sent", writing, "memcpy", copy.PerSecond, "400,000/s");
        yield return Row.Of("write it, once built, into one buffer for all", writingBuilt, "memcpy", copy.PerSecond, "400,000/s");
    }

    /// <summary>Fresh memory for half a megabyte costs more than the work itself, so each is shown with memory that is used again as well.</summary>
    private static IEnumerable<Row> Photo(byte[] photo, string base64)
    {
        var (mail, text) = (PhotoMail(photo).WriteMessage(), Encoding.ASCII.GetBytes(base64));
        var again = new ArrayBufferWriter<byte>(mail.Length * 2);
        var (reading, readingAgain) = (new Lane(() => Read(mail)), new Lane(() => ReadInto(again, mail)));
        var (writing, writingAgain) = (new Lane(() => PhotoMail(photo).WriteMessage()), new Lane(() => WriteInto(again, PhotoMail(photo))));
        var (copy, copyFresh, decode) = (new Lane(Copy(mail)), new Lane(() => _ = mail.ToArray()), new Lane(Decode(base64)));
        var decodeFresh = new Lane(() => Base64.DecodeFromUtf8(text, GC.AllocateUninitializedArray<byte>(photo.Length + 2), out _, out _));
        Lane.Race(reading, readingAgain, writing, writingAgain, copy, copyFresh, decode, decodeFresh);
        yield return Row.Of($"parse and decode a photo mail of 400 KB ({mail.Length:N0} bytes)", reading, "vectorised base64 into fresh memory", decodeFresh.PerSecond, "6,000/s");
        yield return Row.Of("the same into one buffer for all", readingAgain, "vectorised base64", decode.PerSecond, "6,000/s");
        if (PythonPerSecond(mail) is { } python) yield return Row.Of("the same", reading, "Python's email", python);
        yield return Row.Of("write a photo mail of 400 KB", writing, "memcpy into fresh memory", copyFresh.PerSecond, "6,000/s");
        yield return Row.Of("the same into one buffer for all", writingAgain, "memcpy", copy.PerSecond, "6,000/s");
    }

    /// <summary>What a node asks of a mail: who, which, and every part without its transfer encoding.</summary>
    private static void Read(byte[] bytes)
    {
        foreach (var leaf in Leaves(bytes)) leaf.Decode();
    }

    private static void ReadInto(ArrayBufferWriter<byte> buffer, byte[] bytes)
    {
        buffer.ResetWrittenCount();
        foreach (var leaf in Leaves(bytes)) leaf.DecodeTo(buffer);
    }

    private static void WriteInto(ArrayBufferWriter<byte> buffer, MimeBuilder mail)
    {
        buffer.ResetWrittenCount();
        mail.WriteMessage(buffer);
    }

    private static IEnumerable<MimeEntity> Leaves(byte[] bytes)
    {
        var mail = MimeEntity.Parse(bytes);
        mail.Headers.Addresses("From");
        mail.Headers.MessageIds("Message-ID");
        return mail.Leaves();
    }

    private static MimeBuilder PhotoMail(byte[] photo) => MimeBuilder.Multipart("mixed", [
            MimeBuilder.Text("text/plain", "The sea was warm today.\n"), MimeBuilder.Binary("image/jpeg", photo, "beach.jpg")])
        .Header("From", Ana).Header("To", Ben).Header("Subject", "The beach").Date(At).MessageId("Message-ID", "two@example.org");

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
