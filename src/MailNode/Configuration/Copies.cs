using System.Text.Json;
using System.Text.Json.Serialization;

namespace MailNode.Configuration;

/// <summary>How the readable copies in the Feed folder and the digest are kept, which the own mail provider could read.</summary>
[JsonConverter(typeof(CopiesConverter))]
internal enum Copies
{
    /// <summary>Any mail program can read them, and so could the provider.</summary>
    Plain = 0,

    /// <summary>Encrypted to the own key, for mail programs that speak OpenPGP.</summary>
    Sealed = 1,

    /// <summary>None are made: what friends write is read on the command line.</summary>
    Off = 2,
}

/// <summary>Writes the words, never the numbers: plain, sealed, off.</summary>
internal sealed class CopiesConverter() : JsonStringEnumConverter<Copies>(JsonNamingPolicy.CamelCase, allowIntegerValues: false);
