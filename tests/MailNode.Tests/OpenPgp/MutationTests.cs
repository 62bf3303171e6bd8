using System.Security.Cryptography;
using MailNode.OpenPgp;
using MailNode.OpenPgp.Wire;
using static MailNode.Tests.OpenPgp.People;

namespace MailNode.Tests.OpenPgp;

/// <summary>Fifteen thousand damaged inputs, the same ones each time: no exception, no forgery, no wait.</summary>
public sealed class MutationTests
{
    private const int Rounds = 15_000;
    private static readonly byte[] Message = FromAnaToBen();
    private static readonly byte[] Newer = FromAnaToBen(SealVersion.Two);
    private static readonly byte[] Small = ChunkForge.Sealed(Ben.Certificate, Forge.Join(Forge.Literal(Letter), Forge.ContentSignature(Ana, Now)), 7, 1, 0);
    private static readonly byte[] Locked = Seal.EncryptWithPassphrase(Letter, "1234-5678", SealVersion.Two);
    private static readonly byte[] Inside = Forge.Join(Forge.Literal(Letter), Forge.ContentSignature(Ana, Now));
    private static readonly byte[] Dictionary = Forge.Join(Forge.Packet(PacketTag.Marker, "PGP"u8), Forge.CompressedWithDictionary());
    private static readonly byte[] Packed = Forge.Compressed(Inside);
    private static readonly byte[] AnaKey = Ana.ToBytes();
    private static readonly byte[] AnaCertificate = Ana.Certificate.ToBytes();
    private static readonly byte[] Armored = System.Text.Encoding.ASCII.GetBytes(Armor.Encode("PGP MESSAGE", Message));
    private static readonly byte[] Signature = DetachedSignature.Sign(Letter, Ana, Now);

    [Fact]
    public void Nothing_that_is_damaged_throws_or_passes()
    {
        var dice = new Dice(20261121);
        ThreadWork.StaysUnder(TimeSpan.FromMinutes(1), () =>
        {
            for (var round = 0; round < Rounds; round++)
                Try(round % 10, dice);
        });
    }

    private static void Try(int kind, Dice dice)
    {
        switch (kind)
        {
            case 0:
                AssertHarmless(BenOpens(dice.Damage(Message)));
                break;
            case 1:
                // Sealed after the damage, so that it reaches what lies behind the integrity check.
                AssertHarmless(BenOpens(Forge.Sealed(Ben.Certificate, dice.Damage(Inside))));
                break;
            case 9:
                AssertHarmless(BenOpens(Forge.Sealed(Ben.Certificate, dice.Damage(dice.Next(2) == 0 ? Dictionary : Packed))));
                break;
            case 2:
                if (Certificate.TryParse(dice.Damage(AnaCertificate), Now, out var certificate, out _))
                    _ = (certificate.UserId, certificate.Minimal(), certificate.ToArmor());
                break;
            case 3:
                if (SecretKey.TryUnlock(dice.Damage(AnaKey), null, Now, out var key, out _))
                    key.Dispose();
                break;
            case 4:
                AssertHarmless(BenOpens(dice.Damage(Armored)));
                break;
            case 5:
                AssertHarmless(BenOpens(dice.Damage(Newer)));
                break;
            case 6:
                AssertHarmless(BenOpens(dice.Damage(Small)));
                break;
            case 7:
                if (Seal.TryDecryptWithPassphrase(dice.Damage(Locked), "1234-5678", out var content, out _))
                    Assert.Equal(Letter, content.ToArray());
                break;
            default:
                DetachedSignature.Verify(Letter, dice.Damage(Signature), Ana.Certificate, Now);
                break;
        }
    }

    private static void AssertHarmless(Opened opened)
    {
        if (opened is Opened.Genuine genuine)
            Assert.Equal(Letter, genuine.Content.ToArray());
    }

    /// <summary>Numbers from a seed: the bytes of a hash chain.</summary>
    private sealed class Dice(int seed)
    {
        private byte[] pool = SHA256.HashData(BitConverter.GetBytes(seed));
        private int used;

        public int Next(int below)
        {
            if (used + 4 > pool.Length)
                (pool, used) = (SHA256.HashData(pool), 0);
            used += 4;
            return (int)(BitConverter.ToUInt32(pool, used - 4) % (uint)below);
        }

        /// <summary>One to four changes: a byte, a length, a cut, a repetition, a swap.</summary>
        public byte[] Damage(byte[] original)
        {
            var bytes = original.ToList();
            for (var times = 1 + Next(4); times > 0 && bytes.Count > 8; times--)
                Change(bytes);
            return [.. bytes];
        }

        private void Change(List<byte> bytes)
        {
            var at = Next(bytes.Count);
            var length = 1 + Next(Math.Min(16, bytes.Count - at));
            switch (Next(6))
            {
                case 0:
                    bytes[at] = (byte)Next(256);
                    break;
                case 1:
                    bytes[at] = (byte)(Next(2) == 0 ? 0xFF : 0x00);
                    break;
                case 2:
                    bytes.RemoveRange(at, length);
                    break;
                case 3:
                    bytes.InsertRange(at, bytes.GetRange(at, length));
                    break;
                case 4:
                    bytes[at] ^= (byte)(1 << Next(8));
                    break;
                default:
                    bytes.RemoveRange(at, bytes.Count - at);
                    break;
            }
        }
    }
}
