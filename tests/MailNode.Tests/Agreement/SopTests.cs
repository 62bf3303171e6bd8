using MailNode.OpenPgp;
using MailNode.OpenPgp.Wire;
using MailNode.Sop;
using MailNode.Tests.Configuration;
using static MailNode.Tests.OpenPgp.People;

namespace MailNode.Tests.Agreement;

/// <summary>Our stateless command: what fails ends with the draft's number for it, and without output.</summary>
public sealed class SopTests
{
    private static readonly byte[] ToBen = FromAnaToBen();

    public static TheoryData<int, string, string> Failures => new()
    {
        { 3, "decrypt --verify-with={ben.cert} {ben.key}", "sealed" },
        { 3, "verify {letter.sig} {ben.cert}", "letter" },
        { 3, "verify {letter.sig} {ana.cert}", "other" },
        { 17, "encrypt --sign-with={ana.key} {bare.cert}", "letter" },
        { 19, "sign", "letter" },
        { 19, "decrypt", "sealed" },
        { 29, "decrypt --verify-with={ana.cert} {ana.key}", "sealed" },
        { 29, "decrypt --verify-with={ana.cert} {ben.key}", "changed" },
        { 37, "sign --as=poem {ana.key}", "letter" },
        { 37, "version --colour=red", "" },
        { 41, "decrypt --verify-with={ana.cert} {ben.key}", "letter" },
        { 41, "extract-cert", "letter" },
        { 41, "dearmor", "letter" },
        { 61, "sign nowhere", "letter" },
        { 67, "sign {locked.key}", "letter" },
        { 69, "inline-sign {ana.key}", "letter" },
        { 71, "sign @ENV:KEY", "letter" },
        { 89, "generate-key --profile=tomorrow Cem", "" },
    };

    [Theory, MemberData(nameof(Failures))]
    public void What_fails_ends_with_the_number_of_its_kind(int exit, string line, string input)
    {
        using var folder = new TemporaryFolder();
        using var output = new MemoryStream();
        using var errors = new StringWriter();
        var ended = SopProgram.Run(Arguments(folder, line), new MemoryStream(Input(input)), output, errors, Now);
        Assert.True(exit == (int)ended, $"{ended}: {errors}");
        Assert.Empty(output.ToArray());
        Assert.NotEmpty(errors.ToString());
    }

    [Fact]
    public void What_was_sealed_comes_out_with_a_line_about_the_signature()
    {
        using var folder = new TemporaryFolder();
        using var output = new MemoryStream();
        var verdict = folder["verdict"];
        var arguments = Arguments(folder, $"decrypt --verify-with={{ana.cert}} --verifications-out={verdict} {{ben.key}}");
        Assert.Equal(SopExit.Ok, SopProgram.Run(arguments, new MemoryStream(ToBen), output, TextWriter.Null, Now));
        Assert.Equal(Letter, output.ToArray());
        var ana = Ana.Certificate.Fingerprint;
        Assert.Equal($"2026-11-21T08:00:00Z {ana} {ana} mode:binary\n", File.ReadAllText(verdict));
    }

    private static byte[] Input(string name) => name switch
    {
        "letter" => Letter,
        "other" => [.. Letter, 0],
        "sealed" => ToBen,
        "changed" => [.. ToBen[..^1], (byte)(ToBen[^1] ^ 1)],
        _ => [],
    };

    /// <summary>Each name in braces becomes a file of that content.</summary>
    private static string[] Arguments(TemporaryFolder folder, string line) =>
    [
        .. line.Split(' ').Select(word => word.Split('{', '}') is [var before, var name, _] ? before + Save(folder, name) : word),
    ];

    private static string Save(TemporaryFolder folder, string name)
    {
        var path = folder[name];
        File.WriteAllBytes(path, name switch
        {
            "ana.key" => Ana.ToBytes(),
            "ana.cert" => Ana.Certificate.ToBytes(),
            "ben.key" => Ben.ToBytes(),
            "ben.cert" => Ben.Certificate.ToBytes(),
            "bare.cert" => WithoutSubkey(Ana.Certificate),
            "locked.key" => Ana.Lock("open sesame", isRandom: true),
            "letter.sig" => DetachedSignature.Sign(Letter, Ana, Now),
            _ => throw new ArgumentOutOfRangeException(nameof(name), name, "There is no such file."),
        });
        return path;
    }

    /// <summary>The primary key, the user id and its certification: nothing can be encrypted to these.</summary>
    private static byte[] WithoutSubkey(Certificate certificate)
    {
        var packets = new List<byte>();
        var reader = new PacketReader(certificate.ToBytes());
        for (var i = 0; i < 3 && reader.TryNext(out var packet); i++)
            packets.AddRange(packet.Whole.Span);
        return [.. packets];
    }
}
