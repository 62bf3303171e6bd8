using System.Runtime.InteropServices;

namespace MailNode.Benchmarks;

/// <summary>Hard links, which .NET cannot make: a hundred thousand mails are a hundred thousand names, not as many bytes.</summary>
internal static partial class Links
{
    [LibraryImport("libc", EntryPoint = "link", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Make(string file, string link);
}
