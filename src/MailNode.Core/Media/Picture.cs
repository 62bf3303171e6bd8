namespace MailNode.Core.Media;

/// <summary>A picture that may be published: its pixels and nothing about who took it, where and with what.</summary>
/// <param name="Bytes">The whole file.</param>
/// <param name="Type">The media type, from the bytes and not from a name.</param>
/// <param name="Width">Pixels across, as displayed (after the orientation).</param>
/// <param name="Height">Pixels down, as displayed.</param>
public sealed record Picture(byte[] Bytes, string Type, int Width, int Height);
