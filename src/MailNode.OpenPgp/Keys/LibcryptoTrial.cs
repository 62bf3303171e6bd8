using System.Security.Cryptography;
using Org.BouncyCastle.Math.EC.Rfc8032;

namespace MailNode.OpenPgp.Keys;

/// <summary>
/// Whether libcrypto may be used, found out once: it has to be there, to know the vectors of RFC 7748 and RFC 8032, and to say
/// what BouncyCastle says. Whatever is amiss, BouncyCastle does the work.
/// </summary>
internal static class LibcryptoTrial
{
    /// <summary>RFC 7748, section 5.2: scalar, point, secret.</summary>
    private static readonly byte[][][] Agreements =
    [
        [
            Convert.FromHexString("A546E36BF0527C9D3B16154B82465EDD62144C0AC1FC5A18506A2244BA449AC4"),
            Convert.FromHexString("E6DB6867583030DB3594C1A424B15F7C726624EC26B3353B10A903A6D0AB1C4C"),
            Convert.FromHexString("C3DA55379DE9C6908E94EA4DF28D084F32ECCF03491C71F754B4075577A28552"),
        ],
        [
            Convert.FromHexString("4B66E9D4D1B4673C5AD22691957D6AF5C11B6421E0EA01D42CA4169E7918BA0D"),
            Convert.FromHexString("E5210F12786811D3F4B7959D0538AE2C31DBE7106FC03C3EFC4CD549C715A493"),
            Convert.FromHexString("95CBDE9476E8907D7AADE45CB4B873F88B595A68799FA152E6F8F7647AAC7957"),
        ],
    ];

    /// <summary>RFC 8032, section 7.1, the second test: point, message, signature.</summary>
    private static readonly byte[][] Signed =
    [
        Convert.FromHexString("3D4017C3E843895A92B70AA74D1B7EBC9C982CCF2EC4968CC0CD55F12AF4660C"),
        [0x72],
        Convert.FromHexString(
            "92A009A9F0D4CAB8720E820B5F642540A2B27B5416503F8FB3762223EBDB69DA085AC1E43E15996E458F3613D0F11D8C387B2EAEB4302AEEB00D291612BB0C00"),
    ];

    /// <summary>To be asked once.</summary>
    public static bool Passes()
    {
        try
        {
            return Libcrypto.TryLoad() && Array.TrueForAll(Agreements, Agrees) && RefusesSmallOrder() && Verifies() && Encrypts();
        }
        catch (Exception e) when (e is EntryPointNotFoundException or DllNotFoundException or BadImageFormatException)
        {
            return false;
        }
    }

    private static bool Agrees(byte[][] vector)
    {
        using var key = Libcrypto.NewX25519(vector[0]);
        using var other = new ManagedX25519(vector[0]);
        var (point, secret) = (new byte[Curve25519.KeyLength], new byte[Curve25519.KeyLength]);
        return key is not null && Libcrypto.TryPoint(key, point) && point.AsSpan().SequenceEqual(other.ToPoint())
            && Libcrypto.TryAgree(key, vector[1], secret) && secret.AsSpan().SequenceEqual(vector[2])
            && other.TryAgree(vector[1], out var same) && secret.AsSpan().SequenceEqual(same);
    }

    /// <summary>A library that gave zeros for a secret would be caught later as well; it is not one to use.</summary>
    private static bool RefusesSmallOrder()
    {
        using var key = Libcrypto.NewX25519(Agreements[0][0]);
        return key is not null && !Libcrypto.TryAgree(key, new byte[Curve25519.KeyLength], new byte[Curve25519.KeyLength]);
    }

    private static bool Verifies()
    {
        var (point, message, signature) = (Signed[0], Signed[1], Signed[2]);
        return Libcrypto.Verify(point, message, signature) && Ed25519.Verify(signature, 0, point, 0, message, 0, message.Length)
            && !Libcrypto.Verify(point, [0x73], signature);
    }

    /// <summary>FIPS 197, appendix C.</summary>
    private static bool Encrypts()
    {
        var block = Convert.FromHexString("00112233445566778899AABBCCDDEEFF");
        var turned = new byte[Cfb.BlockLength];
        foreach (var length in (int[])[16, 24, 32])
        {
            var key = Enumerable.Range(0, length).Select(number => (byte)number).ToArray();
            using var aes = Aes.Create();
            aes.Key = key;
            using var there = Libcrypto.NewAes(key, encrypts: true);
            using var back = Libcrypto.NewAes(key, encrypts: false);
            if (there is null || back is null || !Libcrypto.Turn(there, block, turned) || !turned.AsSpan().SequenceEqual(aes.EncryptEcb(block, PaddingMode.None))
                || !Libcrypto.Turn(back, turned, turned) || !turned.AsSpan().SequenceEqual(block))
                return false;
        }
        return true;
    }
}
