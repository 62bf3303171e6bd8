namespace MailNode.OpenPgp.Wire;

/// <summary>Time as OpenPGP has it: seconds since 1970 in 32 bits, so from 1970 to 2106.</summary>
internal static class UnixTime
{
    public static uint Of(DateTimeOffset time) => (uint)Math.Clamp(time.ToUnixTimeSeconds(), 0, uint.MaxValue);
}
