using QRCoder;

namespace MailNode.Commands;

/// <summary>A link as a QR code, for a camera.</summary>
internal static class QrCode
{
    private const int PixelsPerModule = 6;

    /// <summary>Shows it in the terminal; where it has no room, says how to make a picture.</summary>
    /// <param name="command">What writes one: the command up to --png.</param>
    public static void Tell(Terminal terminal, string link, string command)
    {
        if (terminal.Json) return;
        var drawn = Drawn(link);
        if (terminal.HasRoomFor(drawn)) terminal.WriteRaw(drawn);
        else terminal.Say($"This window is too small for its QR code; `{command} --png FILE` makes a picture of one, `--vcard FILE` a card for an address book.");
    }

    /// <summary>A picture in the PNG format.</summary>
    public static byte[] Picture(string link)
    {
        using var code = QRCodeGenerator.GenerateQrCode(link, QRCodeGenerator.ECCLevel.L);
        using var picture = new PngByteQRCode(code);
        return picture.GetGraphic(PixelsPerModule);
    }

    private static string Drawn(string link)
    {
        using var code = QRCodeGenerator.GenerateQrCode(link, QRCodeGenerator.ECCLevel.L);
        using var drawing = new AsciiQRCode(code);
        return drawing.GetGraphicSmall() + "\n";
    }
}
