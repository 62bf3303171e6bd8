using System.Security.Cryptography;
using MailNode.OpenPgp.Wire;

namespace MailNode.OpenPgp.Keys;

/// <summary>Iterated and salted passphrase stretching (RFC 9580, section 3.7.1.3).</summary>
internal sealed class IteratedStretching : Stretching
{
    private const byte Kind = 3;
    private const int SaltLength = 8;

    /// <summary>32 MiB of hashing: a tenth of a second.</summary>
    private const byte OurCount = 0xF0;

    /// <summary>1 KiB: nobody guesses 256 random bits, however fast a guess is.</summary>
    private const byte CountForRandom = 0x00;

    private readonly HashAlgorithmName hash;
    private readonly byte hashNumber;
    private readonly byte[] salt;
    private readonly byte codedCount;

    private IteratedStretching(HashAlgorithmName hash, byte hashNumber, byte[] salt, byte codedCount)
    {
        this.hash = hash;
        this.hashNumber = hashNumber;
        this.salt = salt;
        this.codedCount = codedCount;
    }

    public static new IteratedStretching New(bool isRandom) =>
        new(HashAlgorithmName.SHA256, Hashes.Sha256, RandomNumberGenerator.GetBytes(SaltLength), isRandom ? CountForRandom : OurCount);

    /// <summary>What follows the kind; null if it is cut off or of a hash that is not accepted.</summary>
    public static IteratedStretching? ReadParameters(ref ByteCursor cursor) =>
        cursor.TryByte(out var number) && cursor.TryTake(SaltLength, out var salt) && cursor.TryByte(out var count)
        && Policy.AcceptsStretching(number, out var hash)
            ? new IteratedStretching(hash, number, salt.ToArray(), count)
            : null;

    public void Write(WireWriter writer) => writer.Byte(Kind).Byte(hashNumber).Bytes(salt).Byte(codedCount);

    protected override byte[] Derive(byte[] secret, int keyLength)
    {
        byte[] unit = [.. salt, .. secret];
        var key = new byte[keyLength];
        for (int written = 0, round = 0; written < keyLength; round++)
        {
            var digest = Round(unit, round);
            var part = Math.Min(digest.Length, keyLength - written);
            digest.AsSpan(0, part).CopyTo(key.AsSpan(written));
            written += part;
            CryptographicOperations.ZeroMemory(digest);
        }
        CryptographicOperations.ZeroMemory(unit);
        return key;
    }

    /// <summary>A hash shorter than the key is run again, each time with one more zero in front.</summary>
    private byte[] Round(byte[] unit, int zeros)
    {
        var count = Math.Max((16 + (codedCount & 15)) << ((codedCount >> 4) + 6), unit.Length);
        using var digest = IncrementalHash.CreateHash(hash);
        digest.AppendData(new byte[zeros]);
        var units = Repeat(unit, count);
        for (var left = count; left > 0; left -= Math.Min(left, units.Length))
            digest.AppendData(units.AsSpan(0, Math.Min(left, units.Length)));
        CryptographicOperations.ZeroMemory(units);
        return digest.GetHashAndReset();
    }

    /// <summary>Whole units, some thousand bytes of them, so that hashing is not all calls.</summary>
    private static byte[] Repeat(byte[] unit, int enough)
    {
        const int comfortable = 16 << 10;
        var times = Math.Max(1, Math.Min(enough, comfortable) / unit.Length);
        var units = new byte[times * unit.Length];
        for (var i = 0; i < times; i++)
            unit.CopyTo(units, i * unit.Length);
        return units;
    }
}
